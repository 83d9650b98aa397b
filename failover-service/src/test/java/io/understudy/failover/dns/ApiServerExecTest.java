package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.server.mock.OutputStreamMessage;
import io.fabric8.kubernetes.client.server.mock.StatusMessage;
import io.fabric8.mockwebserver.internal.WebSocketMessage;
import io.understudy.testkit.GrantedRights;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A command in a pod, as the API server carries it. */
@EnableKubernetesMockClient(crud = true)
class ApiServerExecTest {

  private static final String NAMESPACE = "cpaas-system";

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", NAMESPACE, ApiServerExecTest.class);

  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void whatACommandPrintsComesBack() {
    printing("Name: platform.example.test\n");

    assertThat(run()).isEqualTo("Name: platform.example.test\n".repeat(3));
  }

  /** The pod is somebody else's: what it prints is kept only as far as it is meant. */
  @Test
  void whatIsLongerThanAnyAnswerIsRefused() {
    printing("x".repeat(22_000));

    assertThatThrownBy(this::run)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("sentry-0 printed more than 65536 bytes");
  }

  /** As when the API server is stopped: what came until then may be half an answer. */
  @Test
  void oneThatIsCutOffIsRefused() {
    podThatPrints(new OutputStreamMessage("Name: platform.example.test\n"));

    assertThatThrownBy(this::run)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("exec in pod sentry-0 was cut off before the command had ended");
  }

  private String run() {
    return new ApiServerExec(Duration.ofSeconds(60))
        .run(
            RIGHTS.bound(client),
            NAMESPACE,
            "sentry-0",
            List.of("nslookup", "platform.example.test"));
  }

  /** Three times, then it ends. */
  private void printing(String part) {
    OutputStreamMessage message = new OutputStreamMessage(part);
    podThatPrints(message, message, message, new StatusMessage(0));
  }

  /**
   * The mock closes the connection as soon as nothing is left to be sent, which may be between two
   * messages that are about to be; so there is one it waits for, unless it shall close.
   */
  private void podThatPrints(WebSocketMessage... messages) {
    client
        .pods()
        .inNamespace(NAMESPACE)
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("sentry-0")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("sentry")
                .endContainer()
                .endSpec()
                .build())
        .create();
    var session =
        server
            .expect()
            .get()
            .withPath(
                "/api/v1/namespaces/cpaas-system/pods/sentry-0/exec?command=nslookup"
                    + "&command=platform.example.test&container=sentry&stdout=true&stderr=true")
            .andUpgradeToWebSocket()
            .open((Object[]) messages);
    boolean ends = messages[messages.length - 1] instanceof StatusMessage;
    (ends ? session.expect("never sent").andEmit("").always() : session).done().always();
  }
}
