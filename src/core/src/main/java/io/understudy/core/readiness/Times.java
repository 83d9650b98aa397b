package io.understudy.core.readiness;

import java.time.Duration;
import java.time.Instant;

/** Spans of time, for people. */
final class Times {

  private Times() {}

  /** Never negative: clocks that differ are another precheck's. */
  static Duration between(Instant from, Instant to) {
    Duration span = Duration.between(from, to);
    return span.isNegative() ? Duration.ZERO : span;
  }

  /** In the largest units that say enough: {@code 3 d 4 h}, {@code 12 min 5 s}, {@code 0.4 s}. */
  static String text(Duration span) {
    if (span.toDays() > 0) {
      return span.toDays() + " d " + span.toHoursPart() + " h";
    }
    if (span.toHours() > 0) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    }
    if (span.toMinutes() > 0) {
      return span.toMinutes() + " min " + span.toSecondsPart() + " s";
    }
    return span.toSeconds() + "." + span.toMillisPart() / 100 + " s";
  }
}
