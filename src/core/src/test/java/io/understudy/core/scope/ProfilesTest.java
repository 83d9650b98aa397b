package io.understudy.core.scope;

import static io.understudy.core.scope.Placement.LEAVE_OUT;
import static io.understudy.core.scope.Placement.MIRROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {

  private static final Rules LIVE = Rules.profile("live-standby", Rules.Options.DEFAULT);
  private static final Rules ACP = Rules.profile("acp-global", Rules.Options.DEFAULT);
  private static final Rules EVERYTHING = Rules.profile("everything", Rules.Options.DEFAULT);

  private static Placement place(Rules rules, KeyValue kv) {
    return rules.classify(kv).verdict().placement();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deployments/a/x",
        "statefulsets/a/x",
        "daemonsets/a/x",
        "replicasets/a/x",
        "controllers/a/x",
        "controllerrevisions/a/x",
        "jobs/a/x",
        "cronjobs/a/x",
        "horizontalpodautoscalers/a/x",
        "poddisruptionbudgets/a/x",
        "resourcequotas/a/x",
        "services/specs/a/x",
        "services/specs/a/kubernetes",
        "ingress/a/x",
        "persistentvolumes/x",
        "persistentvolumeclaims/a/x",
        "validatingwebhookconfigurations/x",
        "mutatingwebhookconfigurations/x",
        "apiregistration.k8s.io/apiservices/v1beta1.metrics.k8s.io",
        "cluster.x-k8s.io/machines/a/x",
        "cluster.x-k8s.io/clusters/a/x",
        "infrastructure.cluster.x-k8s.io/anything/a/x",
        "platform.tkestack.io/machines/x",
      })
  void aLiveStandbyParksWhatWouldActEarly(String key) {
    assertThat(place(LIVE, Keys.of("/registry/" + key))).isEqualTo(Placement.PARK);
    assertThat(place(ACP, Keys.of("/registry/" + key))).isEqualTo(Placement.PARK);
    assertThat(place(EVERYTHING, Keys.of("/registry/" + key))).isEqualTo(MIRROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"live-standby", "acp-global", "everything"})
  void theStandbyGateIsEachSitesOwn(String profile) {
    Rules rules = Rules.profile(profile, Rules.Options.DEFAULT);

    assertThat(rules.classify(Keys.of("/registry/configmaps/kube-public/etcd-sync")).verdict())
        .returns(LEAVE_OUT, Verdict::placement)
        .returns("always/standby-gate", Verdict::rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configmaps/kube-public/etcd-sync-2",
        "configmaps/a/etcd-sync",
        "secrets/kube-public/etcd-sync",
        "example.com/configmaps/kube-public/etcd-sync",
      })
  void onlyTheGateItselfIs(String key) {
    assertThat(EVERYTHING.classify(Keys.of("/registry/" + key)).verdict().rule())
        .isNotEqualTo("always/standby-gate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pods/a/x",
        "services/endpoints/a/x",
        "endpointslices/a/x",
        "events/a/x",
        "leases/a/x",
        "leases/kube-node-lease/n1",
        "minions/n1",
        "csinodes/n1",
        "ipaddresses/10.96.0.1",
        "servicecidrs/kubernetes",
        "volumeattachments/x",
        "certificatesigningrequests/x",
        "services/specs/default/kubernetes",
        "configmaps/a/kube-root-ca.crt",
        "configmaps/kube-system/x",
        "secrets/kube-public/x",
        "serviceaccounts/kube-node-lease/default",
        "example.com/widgets/kube-system/x",
        "namespaces/kube-system",
        "namespaces/kube-public",
        "namespaces/kube-node-lease",
        "namespaces/default",
        "flowschemas/probes",
        "flowschemas/system-leader-election",
        "prioritylevelconfigurations/workload-low",
      })
  void aLiveStandbyLeavesOutWhatBelongsToOneCluster(String key) {
    assertThat(place(LIVE, Keys.of("/registry/" + key))).isEqualTo(LEAVE_OUT);
    assertThat(place(ACP, Keys.of("/registry/" + key))).isEqualTo(LEAVE_OUT);
    assertThat(place(EVERYTHING, Keys.of("/registry/" + key))).isEqualTo(MIRROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configmaps/a/cfg",
        "configmaps/kube-system-tools/cfg",
        "secrets/a/kube-root-ca.crt",
        "serviceaccounts/a/default",
        "namespaces/a",
        "namespaces/kube-system-tools",
        "roles/a/r",
        "clusterroles/mine",
        "clusterrolebindings/mine",
        "storageclasses/fast",
        "priorityclasses/high",
        "flowschemas/mine",
        "prioritylevelconfigurations/mine",
        "validatingadmissionpolicies/mine",
        "apiextensions.k8s.io/customresourcedefinitions/widgets.example.com",
        "example.com/widgets/a/x",
        "example.com/pods/a/x",
        "serving.knative.dev/services/a/x",
        "batch.volcano.sh/jobs/a/x",
        "not-cluster.x-k8s.io/machines/a/x",
        "cluster.x-k8s.io.example.com/machines/a/x",
        "platform.tkestack.io/clusters/x",
        "a/layout/nobody/knows/of",
      })
  void theRestIsMirrored(String key) {
    assertThat(place(LIVE, Keys.of("/registry/" + key))).isEqualTo(MIRROR);
    assertThat(place(ACP, Keys.of("/registry/" + key))).isEqualTo(MIRROR);
    assertThat(place(EVERYTHING, Keys.of("/registry/" + key))).isEqualTo(MIRROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/registry/masterleases/192.0.2.51",
        "/registry/peerserverleases/a",
        "/registry/ranges/serviceips",
        "/registry/ranges/servicenodeports",
        "/registry/leases/kube-system/apiserver-wlv32tlttr4jl3gtroqexyxapa",
        "compact_rev_key",
        "/understudy/global/term",
        "/understudy/global/parked//registry/pods/a/b",
        "/registry/configmaps/cpaas-system/x",
        "/registry/namespaces/cpaas-system",
        "/registry/validatingadmissionpolicies/understudy-freeze-global",
        "/registry/validatingadmissionpolicybindings/understudy-freeze-global",
      })
  void leftOutInEveryProfile(String key) {
    assertThat(place(LIVE, Keys.of(key))).isEqualTo(LEAVE_OUT);
    assertThat(place(ACP, Keys.of(key))).isEqualTo(LEAVE_OUT);
    assertThat(place(EVERYTHING, Keys.of(key))).isEqualTo(LEAVE_OUT);
  }

  @Test
  void identityLeasesAreKnownByTheirLabel() {
    String key = "/registry/leases/kube-system/kube-apiserver-1";
    String label = "apiserver.kubernetes.io/identity";
    assertThat(place(EVERYTHING, Keys.labelled(key, label, "kube-apiserver"))).isEqualTo(LEAVE_OUT);
    assertThat(place(EVERYTHING, Keys.of(key))).isEqualTo(MIRROR);
  }

  @Test
  void everythingKeepsWhatIsOutsideTheRegistry() {
    assertThat(place(EVERYTHING, Keys.of("other"))).isEqualTo(MIRROR);
    assertThat(place(LIVE, Keys.of("other"))).isEqualTo(LEAVE_OUT);
  }

  @Test
  void everythingCarriesLeasesAndTheOthersLeaveOutWhatIsOnOne() {
    KeyValue leased = Keys.leased("/registry/configmaps/a/x");
    assertThat(place(EVERYTHING, leased)).isEqualTo(MIRROR);
    assertThat(place(LIVE, leased)).isEqualTo(LEAVE_OUT);
    assertThat(EVERYTHING.carryLeases()).isTrue();
    assertThat(LIVE.carryLeases()).isFalse();
    assertThat(ACP.carryLeases()).isFalse();
  }

  @Test
  void allButEverythingFollowOwners() {
    assertThat(EVERYTHING.followOwners()).isFalse();
    assertThat(LIVE.followOwners()).isTrue();
    assertThat(ACP.followOwners()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "clusterroles/admin, kubernetes.io/bootstrapping, rbac-defaults, LEAVE_OUT",
    "roles/a/r, kubernetes.io/bootstrapping, rbac-defaults, LEAVE_OUT",
    "configmaps/a/c, kubernetes.io/bootstrapping, rbac-defaults, MIRROR",
    "clusterroles/admin, kubernetes.io/bootstrapping, other, MIRROR",
    "apiregistration.k8s.io/apiservices/v1., kube-aggregator.kubernetes.io/automanaged, onstart,"
        + " LEAVE_OUT",
    "apiregistration.k8s.io/apiservices/v1.a.b, kube-aggregator.kubernetes.io/automanaged, true,"
        + " LEAVE_OUT",
  })
  void whatApiServersKeepIsKnownByItsLabel(
      String key, String label, String value, Placement expected) {
    assertThat(place(LIVE, Keys.labelled("/registry/" + key, label, value))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpaas-system",
        "cert-manager",
        "default",
        "global-credentials",
        "cpaas-system-global-credentials",
        "kube-ovn",
        "kube-public",
        "kube-system",
        "nsx-system",
        "cpaas-solution",
        "kube-node-lease",
        "kubevirt",
        "nativestor-system",
        "operators",
      })
  void acpLeavesOutThePlatformsNamespaces(String namespace) {
    assertThat(place(ACP, Keys.of("/registry/configmaps/" + namespace + "/x")))
        .isEqualTo(LEAVE_OUT);
    assertThat(place(ACP, Keys.of("/registry/deployments/" + namespace + "/x")))
        .isEqualTo(LEAVE_OUT);
    assertThat(place(ACP, Keys.of("/registry/namespaces/" + namespace))).isEqualTo(LEAVE_OUT);
    assertThat(place(ACP, Keys.of("/registry/namespaces/" + namespace + "-2"))).isEqualTo(MIRROR);
  }

  @Test
  void theReleasesNamespaceIsAParameter() {
    Rules rules = Rules.profile("everything", new Rules.Options("dr"));
    assertThat(place(rules, Keys.of("/registry/secrets/dr/x"))).isEqualTo(LEAVE_OUT);
    assertThat(place(rules, Keys.of("/registry/namespaces/dr"))).isEqualTo(LEAVE_OUT);
    assertThat(place(rules, Keys.of("/registry/secrets/cpaas-system/x"))).isEqualTo(MIRROR);
    assertThatThrownBy(() -> new Rules.Options("a, b]"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noRulesFileOverridesWhatIsAlwaysLeftOut() {
    Rules rules =
        RuleFile.parse(
            """
            version: 1
            rules:
            - {name: all, match: {}, place: mirror, reason: all of it}
            """,
            "rules.yaml",
            "live-standby",
            Rules.Options.DEFAULT);
    assertThat(place(rules, Keys.of("/understudy/global/term"))).isEqualTo(LEAVE_OUT);
    assertThat(place(rules, Keys.of("/registry/secrets/cpaas-system/x"))).isEqualTo(LEAVE_OUT);
    assertThat(place(rules, Keys.of("/registry/pods/a/x"))).isEqualTo(MIRROR);
  }

  @Test
  void everyRuleIsNamedAfterItsProfileAndSaysWhy() {
    assertThat(ACP.rules())
        .allSatisfy(
            rule -> {
              assertThat(rule.name()).matches("(always|acp-global|live-standby)/[a-z-]+");
              assertThat(rule.reason()).hasSizeGreaterThan(20);
            });
    assertThat(ACP.rules()).extracting(Rule::name).doesNotHaveDuplicates();
  }

  @Test
  void anUnknownProfileIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> Rules.profile("hot", Rules.Options.DEFAULT))
        .hasMessage("unknown scope profile 'hot'; allowed: acp-global, live-standby, everything");
    assertThat(Rules.profiles()).containsExactly("acp-global", "live-standby", "everything");
  }
}
