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

  private String run() {
    return new ApiServerExec(Duration.ofSeconds(60))
        .run(
            RIGHTS.bound(client),
            NAMESPACE,
            "sentry-0",
            List.of("nslookup", "platform.example.test"));
  }

  /** Three times. */
  private void printing(String part) {
    OutputStreamMessage message = new OutputStreamMessage(part);
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
    server
        .expect()
        .get()
        .withPath(
            "/api/v1/namespaces/cpaas-system/pods/sentry-0/exec?command=nslookup"
                + "&command=platform.example.test&container=sentry&stdout=true&stderr=true")
        .andUpgradeToWebSocket()
        .open(message, message, message, new StatusMessage(0))
        .done()
        .always();
  }
}
