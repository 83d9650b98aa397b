package io.understudy.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeadBudgetTest {

  /** A clock of nanoseconds may begin anywhere, and run over. */
  private static final long START = Duration.ofNanos(Long.MAX_VALUE).toNanos();

  private static final long SECOND = 1_000_000_000L;

  private long now = START;
  private final LeadBudget budget = new LeadBudget(new LeadLimits(1000, 50), START);

  private int after(Duration passed, long lead) {
    now += passed.toNanos();
    return budget.grant(now, lead, 0);
  }

  @Test
  void atTheVeryBeginningThereIsNoTimeToSpend() {
    assertThat(budget.grant(START, -5000, 0)).isZero();
  }

  @Test
  void asManyAsTheTimePassedAllows() {
    assertThat(after(Duration.ofMillis(100), 0)).isEqualTo(5);
    assertThat(after(Duration.ofMillis(100), 5)).isEqualTo(5);
    assertThat(after(Duration.ofMillis(19), 10)).isZero();
    assertThat(after(Duration.ofMillis(1), 10)).isEqualTo(1);
  }

  @Test
  void neverMoreThanTheRateHoweverOftenItIsAsked() {
    long lead = -100_000;
    long granted = 0;
    for (int i = 0; i < 10_000; i++) {
      granted += after(Duration.ofMillis(1), lead + granted);
    }

    assertThat(granted).isEqualTo(10 * 50);
  }

  @Test
  void aLongPauseIsNotMadeUpForByABurst() {
    assertThat(after(Duration.ofHours(1), -5000)).isEqualTo(50);
    assertThat(after(Duration.ofMillis(20), -5000)).isEqualTo(1);
  }

  @Test
  void timeInWhichNothingIsMissingIsNotSaved() {
    after(Duration.ofSeconds(1), 5000);

    assertThat(after(Duration.ofMillis(20), 0)).isEqualTo(1);
  }

  @Test
  void neverMoreThanAreMissing() {
    assertThat(after(Duration.ofSeconds(1), 997)).isEqualTo(3);
  }

  @Test
  void onceItFillsItFillsUpToOneSecondsMore() {
    assertThat(after(Duration.ofMillis(20), 999)).isEqualTo(1);
    assertThat(after(Duration.ofSeconds(1), 1000)).isEqualTo(50);
    assertThat(after(Duration.ofSeconds(1), 1050)).isZero();
    assertThat(after(Duration.ofSeconds(1), 1000)).isZero();
  }

  @Test
  void neverMoreThanSoManyUnderWay() {
    assertThat(budget.grant(START + SECOND, 0, LeadBudget.MOST_IN_FLIGHT)).isZero();
    assertThat(budget.grant(START + SECOND, 0, LeadBudget.MOST_IN_FLIGHT - 2)).isEqualTo(2);
  }

  @Test
  void switchedOffItGrantsNothing() {
    LeadBudget off = new LeadBudget(LeadLimits.OFF, START);

    assertThat(off.grant(START + 10 * SECOND, -5000, 0)).isZero();
  }
}
