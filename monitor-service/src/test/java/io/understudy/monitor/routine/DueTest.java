package io.understudy.monitor.routine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  private static boolean isDue(Instant now, Instant last, Duration interval, Instant fired) {
    return Due.isDue(now, Optional.ofNullable(last), interval, Optional.ofNullable(fired));
  }

  @Test
  void whereNoneHasRunOneIsDueAtOnce() {
    assertThat(isDue(NOON, null, HALF_AN_HOUR, null)).isTrue();
  }

  @Test
  void anIntervalCountsFromWhenTheLastOneBeganWhereverItDid() {
    Instant end = NOON.plus(HALF_AN_HOUR);

    assertThat(isDue(end.minusMillis(1), NOON, HALF_AN_HOUR, null)).isFalse();
    assertThat(isDue(end, NOON, HALF_AN_HOUR, null)).isTrue();
  }

  @Test
  void withoutIntervalAndTimesNoneIsEverDue() {
    assertThat(isDue(NOON, null, Duration.ZERO, null)).isFalse();
    assertThat(isDue(NOON.plus(Duration.ofDays(9)), NOON, Duration.ZERO, null)).isFalse();
  }

  @Test
  void aTimeOfDayIsServedByOneCheckThatBeganAtItOrLater() {
    assertThat(isDue(NOON.plusSeconds(1), null, Duration.ZERO, NOON)).isTrue();
    assertThat(isDue(NOON.plusSeconds(1), NOON.minusSeconds(1), Duration.ZERO, NOON)).isTrue();
    assertThat(isDue(NOON.plusSeconds(1), NOON, Duration.ZERO, NOON)).isFalse();
    assertThat(isDue(NOON.plusSeconds(1), NOON.plusMillis(5), Duration.ZERO, NOON)).isFalse();
  }

  @Test
  void aClockThatIsALittleBehindMakesNoneDueAndAWrongOneDoesNotStopThem() {
    assertThat(isDue(NOON, NOON.plusSeconds(5), HALF_AN_HOUR, null)).isFalse();
    assertThat(isDue(NOON, NOON.plus(Duration.ofDays(400)), HALF_AN_HOUR, null)).isTrue();
  }
}
