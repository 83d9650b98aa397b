package io.understudy.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.understudy.service.settings.KubernetesSettings;
import io.understudy.testkit.GrantedRights;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events of the services that write nothing else, with the rights that the chart gives them. */
@EnableKubernetesMockClient(crud = true)
class EventWriterTest {

  private static final String NAMESPACE = "cpaas-system";
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @RegisterExtension
  static final GrantedRights MONITOR =
      GrantedRights.of("etcd-sync-monitor", NAMESPACE, EventWriterTest.class);

  @RegisterExtension
  static final GrantedRights FAILOVER =
      GrantedRights.of("etcd-sync-failover", NAMESPACE, EventWriterTest.class);

  KubernetesClient client;

  static Stream<Arguments> services() {
    return Stream.of(
        Arguments.of(MONITOR, "etcd-sync-monitor"), Arguments.of(FAILOVER, "etcd-sync-failover"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void theSameAgainIsCountedUp(GrantedRights rights, String deployment) {
    String uid =
        client
            .apps()
            .deployments()
            .inNamespace(NAMESPACE)
            .resource(
                new DeploymentBuilder()
                    .withNewMetadata()
                    .withName(deployment)
                    .endMetadata()
                    .build())
            .create()
            .getMetadata()
            .getUid();
    KubernetesSettings settings =
        new KubernetesSettings(
            true, NAMESPACE, deployment, Duration.ofSeconds(1), Duration.ofSeconds(30), 30, 100);
    Notice notice = Notice.normal("Changed", "something is another thing now");
    EventWriter writer =
        new EventWriter(
            new ApiClient(() -> rights.bound(client)), settings, "some-service", "pod-0");
    writer.record(new EventBook.Due(notice, 1, NOON, NOON));
    writer.record(new EventBook.Due(notice, 2, NOON, NOON.plusSeconds(60)));

    assertThat(client.v1().events().inNamespace(NAMESPACE).list().getItems())
        .filteredOn(event -> event.getInvolvedObject().getName().equals(deployment))
        .singleElement()
        .returns(3, Event::getCount)
        .returns(uid, event -> event.getInvolvedObject().getUid());
  }
}
