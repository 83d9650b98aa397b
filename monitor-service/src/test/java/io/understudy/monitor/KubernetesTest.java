package io.understudy.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import io.understudy.service.kubernetes.EventSender;
import io.understudy.service.kubernetes.Notice;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The application in a cluster. */
@QuarkusTest
@TestProfile(KubernetesTest.InACluster.class)
@WithTestResource(TwoEtcds.class)
@WithKubernetesTestServer
class KubernetesTest {

  @Inject KubernetesClient client;
  @Inject EventSender events;

  public static class InACluster implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("understudy.kubernetes.enabled", "true", "understudy.release-namespace", "dr");
    }
  }

  @Test
  void whatTheMonitorTellsIsAnEventAboutItsDeployment() {
    events.tell(Notice.warning("CheckFailed", "the sides differ"));

    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !written().isEmpty());
    assertThat(written())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getReason()).isEqualTo("CheckFailed");
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getMessage()).isEqualTo("the sides differ");
              assertThat(event.getInvolvedObject().getName()).isEqualTo("etcd-sync-monitor");
              assertThat(event.getReportingComponent()).isEqualTo("monitor-service");
              assertThat(event.getReportingInstance()).isEqualTo("the-monitor");
            });
    assertThat(events.failures().read(EventSender.Task.EVENTS)).isZero();
  }

  private List<Event> written() {
    return client.v1().events().inNamespace("dr").list().getItems();
  }
}
