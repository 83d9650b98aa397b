package io.understudy.monitor.routine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a check is due without being asked for. Pure. */
final class Due {

  private Due() {}

  /**
   * @param last when the last check that was not a call began, on whichever replica
   * @param interval between two, zero for none
   * @param fired when the cron expression last fired here
   */
  static boolean isDue(
      Instant now, Optional<Instant> last, Duration interval, Optional<Instant> fired) {
    return isOver(now, last, interval) || fired.filter(at -> isAfter(at, last)).isPresent();
  }

  private static boolean isOver(Instant now, Optional<Instant> last, Duration interval) {
    if (interval.isZero()) {
      return false;
    }
    // A check that lies in the future was begun by a clock that was wrong, or this one is.
    return last.map(began -> Duration.between(began, now).abs().compareTo(interval) >= 0)
        .orElse(true);
  }

  private static boolean isAfter(Instant fired, Optional<Instant> last) {
    return last.map(began -> began.isBefore(fired)).orElse(true);
  }
}
