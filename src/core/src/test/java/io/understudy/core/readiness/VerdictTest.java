package io.understudy.core.readiness;

import static io.understudy.core.readiness.Verb.FAILOVER;
import static io.understudy.core.readiness.Verb.SWITCHOVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.Checkpoint.Phase;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the results of the prechecks add up to. */
class VerdictTest {

  /** What must be right on the standby itself, or there is nothing to fail over to. */
  private static final Set<Precheck> FAILED_BLOCKS_FAILOVER =
      EnumSet.of(
          Precheck.MIRROR,
          Precheck.GC_SAFETY,
          Precheck.ENCRYPTION_READABLE,
          Precheck.STANDBY_CERTIFICATES,
          Precheck.STANDBY_ETCD,
          Precheck.STANDBY_VIP);

  private static final Set<Precheck> UNKNOWN_BLOCKS_FAILOVER =
      EnumSet.of(Precheck.MIRROR, Precheck.GC_SAFETY, Precheck.STANDBY_ETCD);

  private static final Set<Precheck> UNKNOWN_BLOCKS_SWITCHOVER =
      EnumSet.of(
          Precheck.LAST_CHECK,
          Precheck.MIRROR,
          Precheck.LAG,
          Precheck.REVISION_LEAD,
          Precheck.GC_SAFETY,
          Precheck.PRIMARY_ETCD,
          Precheck.STANDBY_ETCD);

  @ParameterizedTest
  @EnumSource
  void eachResultOfEachPrecheckHasItsMeaning(Precheck check) {
    for (Verb verb : Verb.values()) {
      assertThat(check.effect(verb, Result.PASS)).isEqualTo(Effect.CLEAR);
      assertThat(check.effect(verb, Result.WARN)).isEqualTo(Effect.WARN);
    }
    assertThat(check.effect(SWITCHOVER, Result.FAIL)).isEqualTo(Effect.BLOCK);
    assertThat(check.effect(SWITCHOVER, Result.UNKNOWN))
        .isEqualTo(blockIf(UNKNOWN_BLOCKS_SWITCHOVER.contains(check)));
    assertThat(check.effect(FAILOVER, Result.FAIL))
        .isEqualTo(blockIf(FAILED_BLOCKS_FAILOVER.contains(check)));
    assertThat(check.effect(FAILOVER, Result.UNKNOWN))
        .isEqualTo(blockIf(UNKNOWN_BLOCKS_FAILOVER.contains(check)));
  }

  private static Effect blockIf(boolean blocks) {
    return blocks ? Effect.BLOCK : Effect.WARN;
  }

  @Test
  void withNothingWrongBothVerbsAreReady() {
    Readiness readiness = Given.judged(given -> {});
    for (Verb verb : Verb.values()) {
      assertThat(readiness.verdict(verb).text()).isEqualTo("ready");
      assertThat(readiness.verdict(verb).warnings()).isEmpty();
    }
  }

  @Test
  void everyPrecheckHasOneOutcomeInTheirOrder() {
    assertThat(Given.judged(given -> {}).outcomes())
        .extracting(Outcome::check)
        .containsExactly(Precheck.values());
  }

  @Test
  void withThePrimaryLostAFailoverIsPossibleAndSaysWhatIsNotKnown() {
    Readiness readiness = Given.judged(Given::primaryLost);
    Verdict failover = readiness.verdict(FAILOVER);
    assertThat(failover.blockers()).isEmpty();
    assertThat(failover.text()).isEqualTo("ready-with-warnings");
    assertThat(failover.warnings())
        .extracting(Outcome::check)
        .contains(Precheck.PRIMARY_ETCD, Precheck.LAG, Precheck.LAST_CHECK, Precheck.CLUSTER_CA);
    assertThat(readiness.verdict(SWITCHOVER).isReady()).isFalse();
  }

  @Test
  void whatOnlyThePrimaryCouldTellNeverPassesWithoutIt() {
    Set<Precheck> passed =
        Given.judged(Given::primaryLost).outcomes().stream()
            .filter(outcome -> outcome.result() == Result.PASS)
            .map(Outcome::check)
            .collect(Collectors.toSet());
    assertThat(passed)
        .containsExactlyInAnyOrder(
            Precheck.GC_SAFETY,
            Precheck.ENCRYPTION_READABLE,
            Precheck.STANDBY_CERTIFICATES,
            Precheck.STANDBY_ETCD,
            Precheck.SERVICE_COLLISIONS,
            Precheck.CALL_TARGETS,
            Precheck.STANDBY_TERMINATING,
            Precheck.STANDBY_MACHINES,
            Precheck.STANDBY_VIP,
            Precheck.STANDBY_REGISTRY);
  }

  @Test
  void anUnfinishedFirstCopyIsNothingToFailOverTo() {
    Readiness readiness = Given.judged(given -> given.records = Given.records(Phase.COPY, false));
    for (Verb verb : Verb.values()) {
      assertThat(readiness.verdict(verb).text()).isEqualTo("not-ready");
      assertThat(readiness.verdict(verb).blockers())
          .extracting(Outcome::check)
          .containsExactly(Precheck.MIRROR);
    }
  }

  @Test
  void aWarningAloneBlocksNothing() {
    Readiness readiness =
        Given.judged(
            given -> given.versions = Given.both(Given.each("v1.34.1"), Given.each("v1.34.2")));
    for (Verb verb : Verb.values()) {
      Verdict verdict = readiness.verdict(verb);
      assertThat(verdict.isReady()).isTrue();
      assertThat(verdict.warnings())
          .extracting(Outcome::check)
          .isEqualTo(List.of(Precheck.KUBERNETES_VERSIONS));
    }
  }

  @Test
  void namesAreWrittenAsInTheDocuments() {
    assertThat(Precheck.LAST_CHECK.text()).isEqualTo("last-check");
    assertThat(Verb.SWITCHOVER.text()).isEqualTo("switchover");
    assertThat(List.of(Result.values())).extracting(Result::code).containsExactly(0, 1, 3, 2);
  }
}
