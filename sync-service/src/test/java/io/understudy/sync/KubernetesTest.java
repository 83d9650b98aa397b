package io.understudy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.testkit.IndependentClient;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The application in a cluster. */
@QuarkusTest
@TestProfile(KubernetesTest.InACluster.class)
@WithTestResource(TwoEtcds.class)
@WithKubernetesTestServer
class KubernetesTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject KubernetesClient client;

  @ConfigProperty(name = "understudy.target.endpoints")
  String targetEndpoint;

  public static class InACluster implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "understudy.kubernetes.enabled", "true",
          "understudy.release-namespace", "dr",
          "understudy.kubernetes.interval-ms", "500");
    }
  }

  @Test
  void theClusterSeesWhoLeadsAndWhatRoleTheSiteHas() {
    await(() -> leader().equals("the-application"));
    await(() -> gateExists());
    await(() -> reasons().containsAll(List.of("LeaderAcquired", "Copy", "Standby")));

    try (IndependentClient target = new IndependentClient(List.of(targetEndpoint))) {
      TermRecord term = TermRecord.fromJson(target.get(KEYS.term()).orElseThrow().value());
      target.put(
          KEYS.term(),
          new TermRecord(Role.PROMOTED, term.term() + 1, "failover", Instant.now(), "drill")
              .toJson());
      await(() -> !gateExists());
      await(() -> leader().isEmpty());
      await(() -> reasons().containsAll(List.of("LeaderLost", "Promoted")));

      target.put(
          KEYS.term(),
          new TermRecord(Role.STANDBY, term.term() + 2, "failover", Instant.now(), "back")
              .toJson());
      await(() -> gateExists());
      await(() -> leader().equals("the-application"));
    }
    assertThat(client.v1().events().inNamespace("dr").list().getItems())
        .allSatisfy(event -> assertThat(event.getCount()).isPositive());
  }

  private String leader() {
    var lease = client.leases().inNamespace("dr").withName("etcd-sync-mirror").get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  private boolean gateExists() {
    return client.configMaps().inNamespace("kube-public").withName("etcd-sync").get() != null;
  }

  private List<String> reasons() {
    return client.v1().events().inNamespace("dr").list().getItems().stream()
        .map(Event::getReason)
        .toList();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).until(condition);
  }
}
