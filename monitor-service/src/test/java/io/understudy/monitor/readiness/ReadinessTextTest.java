package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.readiness.Readiness;
import io.understudy.monitor.readiness.ReadinessAnswer.VerdictAnswer;
import io.understudy.monitor.settings.TestSettings;
import org.junit.jupiter.api.Test;

/** The answer for people and for programs. */
class ReadinessTextTest {

  private final Readiness readiness =
      Readiness.of(NothingKnown.butTheStandby(), TestSettings.readiness().thresholds());

  @Test
  void theVerdictsComeFirstWithWhatBlocksThem() {
    assertThat(ReadinessText.of("global", readiness).lines().limit(4))
        .containsExactly(
            "link global at 2026-03-01T03:00:00Z",
            "SWITCHOVER   not-ready",
            "  blocked by last-check: nobody was asked",
            "  blocked by revision-lead: the primary's revision is not known; the standby is 9"
                + " revisions ahead of the last one known");
  }

  @Test
  void everyPrecheckHasALineAndARemedyWhereItDidNotPass() {
    String text = ReadinessText.of("global", readiness);
    assertThat(text)
        .contains("FAILOVER     ready-with-warnings\n")
        .contains("PASS     gc-safety              no object of the standby lacks an owner\n")
        .contains("UNKNOWN  continuity             nobody was asked\n")
        .contains("           > Set understudy.sync.url, and see that sync-service runs.\n");
  }

  @Test
  void theJsonNamesWhatBlocksAndWhatWarns() {
    ReadinessAnswer answer = ReadinessAnswer.of("global", readiness);
    assertThat(answer.verdicts()).containsOnlyKeys("switchover", "failover");
    VerdictAnswer switchover = answer.verdicts().get("switchover");
    assertThat(switchover.ready()).isFalse();
    assertThat(switchover.blockers())
        .containsExactly("last-check", "revision-lead", "primary-etcd");
    VerdictAnswer failover = answer.verdicts().get("failover");
    assertThat(failover.verdict()).isEqualTo("ready-with-warnings");
    assertThat(failover.ready()).isTrue();
    assertThat(failover.blockers()).isEmpty();
    assertThat(failover.warnings()).contains("last-check", "primary-etcd");
    assertThat(answer.checks().getFirst())
        .satisfies(
            check -> {
              assertThat(check.name()).isEqualTo("last-check");
              assertThat(check.result()).isEqualTo("UNKNOWN");
              assertThat(check.switchover()).isEqualTo("block");
              assertThat(check.failover()).isEqualTo("warn");
            });
  }
}
