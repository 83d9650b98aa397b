package io.understudy.testkit;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The profiles against a real registry, counted rule by rule. */
class CapturedScopeTest {

  private static final List<KeyValue> REGISTRY = Captures.registry(Captures.REGISTRY);

  private static Stream<Classified> classified(String profile) {
    Rules rules = Rules.profile(profile, Rules.Options.DEFAULT);
    return REGISTRY.stream().map(rules::classify);
  }

  private static Map<String, Long> countByRule(String profile) {
    return classified(profile)
        .collect(Collectors.groupingBy(c -> c.verdict().rule(), Collectors.counting()));
  }

  private static Set<String> resources(String profile, Placement placement, String namespace) {
    return classified(profile)
        .filter(c -> c.verdict().placement() == placement)
        .flatMap(c -> c.registryKey().stream())
        .filter(key -> key.namespace().equals(namespace))
        .map(RegistryKey::resource)
        .collect(Collectors.toSet());
  }

  @Test
  void aLiveStandbyParksExactlyTheMeasuredKinds() {
    assertThat(resources("live-standby", Placement.PARK, "app-1"))
        .containsExactlyInAnyOrder(
            "controllerrevisions",
            "cronjobs",
            "deployments",
            "jobs",
            "persistentvolumeclaims",
            "poddisruptionbudgets",
            "replicasets",
            "resourcequotas",
            "services",
            "statefulsets");
    assertThat(resources("live-standby", Placement.PARK, "")).isEmpty();
  }

  @Test
  void aLiveStandbyLeavesOutExactlyTheMeasuredKinds() {
    assertThat(resources("live-standby", Placement.LEAVE_OUT, "app-1"))
        .containsExactlyInAnyOrder("pods", "endpoints", "endpointslices", "events", "configmaps");
    assertThat(resources("live-standby", Placement.MIRROR, ""))
        .containsExactlyInAnyOrder(
            "clusterwidgets", "customresourcedefinitions", "namespaces", "priorityclasses");
  }

  @Test
  void countsOfLiveStandby() {
    assertThat(countByRule("live-standby"))
        .containsOnly(
            entry("always/own-namespace", 5L),
            entry("always/own-namespace-object", 1L),
            entry("live-standby/allocated-addresses", 9L),
            entry("live-standby/api-server-endpoints", 1L),
            entry("live-standby/bootstrap-flow-schemas", 11L),
            entry("live-standby/bootstrap-priority-levels", 8L),
            entry("live-standby/bootstrap-rbac", 121L),
            entry("live-standby/classes", 2L),
            entry("live-standby/cluster-namespace-objects", 4L),
            entry("live-standby/cluster-namespaces", 58L),
            entry("live-standby/compaction-clock", 1L),
            entry("live-standby/default-service-accounts", 16L),
            entry("live-standby/definitions", 2L),
            entry("live-standby/disruption-budgets", 3L),
            entry("live-standby/endpoints", 14L),
            entry("live-standby/events", 177L),
            entry("live-standby/kubernetes-service", 1L),
            entry("live-standby/leases", 2L),
            entry("live-standby/local-api-services", 22L),
            entry("live-standby/namespaces", 15L),
            entry("live-standby/nodes", 1L),
            entry("live-standby/pods", 66L),
            entry("live-standby/quotas", 3L),
            entry("live-standby/root-ca", 16L),
            entry("live-standby/services", 6L),
            entry("live-standby/volumes", 6L),
            entry("live-standby/workloads", 66L),
            entry(Rules.DEFAULT_RULE, 121L));
  }

  @Test
  void countsOfAcpGlobal() {
    Map<String, Long> counts = countByRule("acp-global");
    assertThat(counts)
        .containsEntry("always/own-namespace", 5L)
        .containsEntry("acp-global/platform-namespaces", 140L)
        .containsEntry("acp-global/platform-namespace-objects", 13L)
        .containsEntry("live-standby/namespaces", 6L)
        .containsEntry("live-standby/workloads", 66L)
        .containsEntry(Rules.DEFAULT_RULE, 94L)
        .doesNotContainKey("live-standby/cluster-namespaces");
    assertThat(classified("acp-global"))
        .filteredOn(c -> c.verdict().placement() == Placement.MIRROR)
        .flatExtracting(c -> c.registryKey().stream().map(RegistryKey::namespace).toList())
        .containsOnly(
            "", "app-1", "app-2", "app-3", "team-a", "cert-manager-tools", "default-apps");
  }

  @Test
  void countsOfEverything() {
    assertThat(countByRule("everything"))
        .containsOnly(
            entry("always/own-namespace", 5L),
            entry("always/own-namespace-object", 1L),
            entry("everything/allocated-ranges", 1L),
            entry("everything/api-server-endpoints", 1L),
            entry("everything/api-server-identity", 1L),
            entry("everything/compaction-clock", 1L),
            entry(Rules.DEFAULT_RULE, 748L));
  }

  @Test
  void encryptionDoesNotChangeWhereThingsGo() {
    Rules rules = Rules.profile("live-standby", Rules.Options.DEFAULT);
    assertThat(Captures.ENCRYPTED.stream().flatMap(name -> Captures.registry(name).stream()))
        .map(rules::classify)
        .filteredOn(c -> c.registryKey().filter(k -> k.resource().equals("secrets")).isPresent())
        .filteredOn(c -> !c.registryKey().orElseThrow().namespace().startsWith("kube-"))
        .isNotEmpty()
        .allSatisfy(c -> assertThat(c.verdict().placement()).isEqualTo(Placement.MIRROR));
  }
}
