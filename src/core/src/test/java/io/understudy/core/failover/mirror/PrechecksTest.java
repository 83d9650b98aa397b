package io.understudy.core.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.mirror.Prechecks.Found;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrechecksTest {

  private static final Found LAG =
      new Found("lag", "FAIL", "the state is 2 h old", "see the mirror");
  private static final Found SKEW = new Found("clock-skew", "WARN", "3 s apart", "");
  private static final Prechecks BOTH = new Prechecks(Instant.EPOCH, List.of(LAG), List.of(SKEW));

  @Test
  void aBlockerHoldsUpWithItsRemedyAndAWarningIsNoted() {
    Prechecks.Judgement judged = BOTH.judge(Set.of(), true);

    assertThat(judged.against()).containsExactly("lag FAIL: the state is 2 h old; see the mirror");
    assertThat(judged.noted()).containsExactly("clock-skew WARN: 3 s apart");
  }

  @Test
  void whatIsIgnoredIsSaidToBe() {
    Prechecks.Judgement judged = BOTH.judge(Set.of("lag"), true);

    assertThat(judged.against()).isEmpty();
    assertThat(judged.noted())
        .containsExactly(
            "ignored by the runbook: lag FAIL: the state is 2 h old; see the mirror",
            "clock-skew WARN: 3 s apart");
  }

  @Test
  void warningsHoldUpWhereTheyAreNotAllowed() {
    assertThat(BOTH.judge(Set.of("lag"), false).against())
        .containsExactly("clock-skew WARN: 3 s apart");
    assertThat(BOTH.judge(Set.of("lag", "clock-skew"), false).against()).isEmpty();
  }
}
