package io.understudy.core.failover.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenScopeTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static FrozenScope scope(String profile) {
    return new FrozenScope(Classifier.of(Rules.profile(profile, Rules.Options.DEFAULT)));
  }

  private static Revision put(long number, String... keys) {
    List<Change> changes =
        List.of(keys).stream()
            .<Change>map(
                key ->
                    new Change.Put(
                        new KeyValue(Bytes.utf8(key), Bytes.utf8("{}"), number, number, 1, 0)))
            .toList();
    return new Revision(number, changes);
  }

  private static Revision delete(long number, String key) {
    return new Revision(number, List.of(new Change.Delete(Bytes.utf8(key))));
  }

  @Test
  void whatTheMirrorCarriesCountsParkedOrNot() {
    FrozenScope scope = scope("acp-global");
    assertThat(scope.counted(put(1, "/registry/configmaps/team-a/c")))
        .contains("/registry/configmaps/team-a/c");
    assertThat(scope.counted(put(1, "/registry/deployments/team-a/d"))).isPresent();
    assertThat(scope.counted(delete(1, "/registry/secrets/team-a/s"))).isPresent();
    assertThat(scope.counted(put(1, "/registry/pods/a/p", "/registry/secrets/a/s")))
        .as("one of several keys")
        .contains("/registry/secrets/a/s");
  }

  @Test
  void whatItLeavesOutAndWhatMustGoOnDoesNot() {
    for (String profile : List.of("acp-global", "everything")) {
      FrozenScope scope = scope(profile);
      assertThat(scope.counted(put(1, "/registry/leases/kube-node-lease/n1"))).isEmpty();
      assertThat(scope.counted(put(1, "/registry/events/team-a/e"))).isEmpty();
      assertThat(scope.counted(delete(1, "/registry/events/team-a/e"))).isEmpty();
      assertThat(scope.counted(put(1, "/registry/masterleases/10.0.0.1"))).isEmpty();
      assertThat(scope.counted(put(1, "compact_rev_key"))).isEmpty();
      assertThat(scope.counted(put(1, "/registry/validatingadmissionpolicies/understudy-freeze-x")))
          .as("the freeze itself")
          .isEmpty();
    }
    assertThat(scope("acp-global").counted(put(1, "/registry/secrets/kube-system/s"))).isEmpty();
    assertThat(scope("everything").counted(put(1, "/registry/secrets/kube-system/s"))).isPresent();
  }

  @Test
  void theTimeOfQuietBeginsAnewWithEachChangeThatCounts() {
    FrozenScope scope = scope("acp-global");
    Duration three = Duration.ofSeconds(3);
    Quiet quiet = Quiet.from(10, NOON);
    assertThat(quiet.lasted(three, NOON.plusSeconds(3))).isTrue();
    quiet = quiet.heard(put(11, "/registry/secrets/a/s"), scope, NOON.plusSeconds(2));
    assertThat(quiet.lasted(three, NOON.plusSeconds(4))).isFalse();
    quiet = quiet.heard(put(12, "/registry/leases/a/l"), scope, NOON.plusSeconds(4));
    assertThat(quiet.lasted(three, NOON.plusSeconds(5))).isTrue();
    assertThat(quiet).isEqualTo(new Quiet(12, NOON.plusSeconds(2), 1, "/registry/secrets/a/s"));
    assertThat(quiet.heardUpTo(20).heard()).isEqualTo(20);
  }

  @Test
  void onlyThePolicyAtHandProvesThatItIsInForce() {
    Rules rules = Rules.profile("acp-global", Rules.Options.DEFAULT);
    FreezePolicy first = FreezePolicy.of("global", "1", rules);
    FreezePolicy second = FreezePolicy.of("global", "2", rules);
    String denial =
        "runtimeclasses.node.k8s.io \"x\" is forbidden: ValidatingAdmissionPolicy"
            + " 'understudy-freeze-global' with binding 'understudy-freeze-global' denied request: "
            + first.message();
    assertThat(FreezeAnswer.ofRefusal(first, denial)).isEqualTo(FreezeAnswer.REFUSED);
    assertThat(FreezeAnswer.ofRefusal(second, denial)).isEqualTo(FreezeAnswer.REFUSED_BY_EARLIER);
    assertThat(FreezeAnswer.ofRefusal(FreezePolicy.of("other", "1", rules), denial))
        .isEqualTo(FreezeAnswer.UNTOLD);
    assertThat(FreezeAnswer.ofRefusal(first, "exceeded quota")).isEqualTo(FreezeAnswer.UNTOLD);
    assertThat(first.message()).doesNotContain("\n");
  }

  @Test
  void theWriteThatIsTriedIsOfAKindInScope() {
    assertThat(FreezeProbe.of(Rules.profile("acp-global", Rules.Options.DEFAULT)))
        .hasValueSatisfying(probe -> assertThat(probe.kind()).isEqualTo("RuntimeClass"));
    String text =
        """
        version: 1
        rules:
        - {name: a, match: {group: "", resource: runtimeclasses}, place: leave-out, reason: t}
        """;
    assertThat(
            FreezeProbe.of(RuleFile.parse(text, "a.yaml", "live-standby", Rules.Options.DEFAULT)))
        .hasValueSatisfying(probe -> assertThat(probe.kind()).isEqualTo("IngressClass"));
  }
}
