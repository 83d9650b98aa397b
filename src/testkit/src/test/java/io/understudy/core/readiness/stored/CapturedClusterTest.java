package io.understudy.core.readiness.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Facts.Machines;
import io.understudy.core.readiness.Facts.Service;
import io.understudy.testkit.Captures;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real control plane's registry tells of the cluster, read from a real etcd. */
class CapturedClusterTest {

  private static final String CSVS = "/registry/operators.coreos.com/clusterserviceversions/";
  private static final String MACHINES = "/registry/platform.tkestack.io/machines/";
  private static final String CRDS = "/registry/apiextensions.k8s.io/customresourcedefinitions/";

  private static Site site;

  @BeforeAll
  static void loadTheCapture() {
    site = new Site().load(Captures.REGISTRY);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void rangesOfServicesAreRead() {
    Facts.ServiceRanges ranges = new ClusterFacts(site.asPrimary()).ranges();
    assertThat(ranges.addresses()).hasSize(1).allMatch(cidr -> cidr.contains("/"));
    assertThat(ranges.nodePorts()).isEqualTo("30000-32767");
  }

  @Test
  void casAreReadAndOneIsTheSameHoweverItsTextIsBroken() {
    Map<String, Set<String>> real = new ClusterFacts(site.asPrimary()).authorities();
    assertThat(real).containsOnlyKeys("cluster CA", "client CA");
    assertThat(real.values()).allMatch(digests -> digests.size() == 1);
    try (Site other = new Site()) {
      String pem = "-----BEGIN CERTIFICATE-----%sAB%sCD-----END CERTIFICATE-----";
      other.put("/registry/configmaps/kube-system/kube-root-ca.crt", map("\\n", "\\n", pem));
      Set<String> broken = new ClusterFacts(other.asPrimary()).authorities().get("cluster CA");
      other.put("/registry/configmaps/kube-system/kube-root-ca.crt", map("", "", pem));
      assertThat(new ClusterFacts(other.asPrimary()).authorities().get("cluster CA"))
          .isEqualTo(broken)
          .containsExactly(Bytes.utf8("ABCD").sha256());
    }
  }

  private static String map(String first, String second, String pem) {
    return "{\"kind\":\"ConfigMap\",\"data\":{\"ca.crt\":\""
        + pem.formatted(first, second)
        + "\"}}";
  }

  @Test
  void servicesAreReadWithWhatTheyTake() {
    Facts.Services services = ServiceFacts.of(site.asStandby());
    assertThat(services.unreadable()).isZero();
    assertThat(services.all()).hasSize(7);
    Service np = named(services, "/registry/services/specs/app-1/np");
    assertThat(np.nodePorts()).hasSize(1).allMatch(port -> port >= 30_000);
    assertThat(np.clusterIps()).hasSize(1);
    assertThat(named(services, "/registry/services/specs/default/kubernetes").clusterIps())
        .containsExactly("10.96.0.1");
  }

  private static Service named(Facts.Services services, String key) {
    return services.all().stream().filter(one -> one.key().equals(key)).findFirst().orElseThrow();
  }

  @Test
  void definitionsAreNamedParkedOnesToo() {
    try (Site standby = new Site()) {
      standby.put(CRDS + "widgets.example.com", "{}").park(CRDS + "gadgets.example.com", "{}");
      assertThat(new ClusterFacts(standby.asStandby()).definitions())
          .containsExactly("gadgets.example.com", "widgets.example.com");
    }
  }

  @Test
  void operatorsAreNamedOnceHoweverManyCopiesThereAre() {
    try (Site primary = new Site()) {
      primary
          .put(CSVS + "operators/knative-operator.v1.10.2", "{}")
          .put(CSVS + "team-a/knative-operator.v1.10.2", "{}")
          .put(CSVS + "operators/odd", "{}");
      assertThat(new ClusterFacts(primary.asPrimary()).operators())
          .containsExactlyInAnyOrderEntriesOf(Map.of("knative-operator", "1.10.2", "odd", ""));
    }
  }

  @Test
  void componentsAreNamedWithTheirResource() {
    try (Site primary = new Site()) {
      primary.put("/registry/operator.knative.dev/knativeeventings/ke/eventing", "{}");
      assertThat(
              new ClusterFacts(primary.asPrimary())
                  .components(
                      List.of(
                          "operator.knative.dev/knativeservings",
                          "operator.knative.dev/knativeeventings")))
          .containsExactly("operator.knative.dev/knativeeventings/ke/eventing");
    }
  }

  @Test
  void apiServersAreThoseThatHoldALeaseOnTheirAddress() {
    assertThat(new ClusterFacts(site.asPrimary()).apiServers()).containsExactly("192.0.2.51:23002");
    try (Site other = new Site()) {
      assertThat(new ClusterFacts(other.asStandby()).apiServers()).isEmpty();
      other
          .put("/registry/masterleases/192.0.2.7", "{}")
          .put("/registry/masterleases/2001:db8::7", "{}")
          .put(
              "/registry/services/endpoints/default/kubernetes",
              "{\"subsets\":[{\"addresses\":[{\"ip\":\"192.0.2.7\"},{\"ip\":\"192.0.2.9\"}],"
                  + "\"ports\":[{\"name\":\"https\",\"port\":8443}]}]}");
      assertThat(new ClusterFacts(other.asStandby()).apiServers())
          .containsExactly("192.0.2.7:8443", "[2001:db8::7]:6443");
    }
  }

  @Test
  void workloadsAreNamedWithTheirResourceParkedOnesToo() {
    try (Site standby = new Site()) {
      standby
          .put("/registry/daemonsets/a/b", "{}")
          .put("/registry/replicasets/a/b", "{}")
          .park("/registry/statefulsets/a/c", "{}");
      assertThat(new ClusterFacts(standby.asStandby()).workloads())
          .containsExactly("daemonsets/a/b", "statefulsets/a/c");
    }
  }

  @Test
  void aClusterWithoutTheDefinitionHasNoMachines() {
    assertThat(new ClusterFacts(site.asPrimary()).machines())
        .isEqualTo(new Machines(false, 0, List.of()));
  }

  @Test
  void machinesThatDoNotRunAreNamedWithTheirPhaseParkedOnesAreTheOthers() {
    try (Site standby = new Site()) {
      standby
          .put(CRDS + "machines.platform.tkestack.io", "{}")
          .put(MACHINES + "m1", "{\"kind\":\"Machine\",\"status\":{\"phase\":\"Running\"}}")
          .put(MACHINES + "m2", "{\"kind\":\"Machine\",\"status\":{\"phase\":\"Failed\"}}")
          .put(MACHINES + "m3", "{\"kind\":\"Machine\"}")
          .park(MACHINES + "m4", "{\"kind\":\"Machine\",\"status\":{\"phase\":\"Failed\"}}");
      assertThat(new ClusterFacts(standby.asStandby()).machines())
          .isEqualTo(new Machines(true, 3, List.of("m2 (Failed)", "m3 (no phase)")));
    }
  }

  @Test
  void oldClustersKeepTheirRangeWithTheAllocator() {
    try (Site old = new Site()) {
      old.put(
          "/registry/ranges/serviceips",
          "{\"kind\":\"RangeAllocation\",\"range\":\"10.3.0.0/16\"}");
      assertThat(new ClusterFacts(old.asPrimary()).ranges())
          .isEqualTo(new Facts.ServiceRanges(Set.of("10.3.0.0/16"), ""));
    }
  }
}
