package io.understudy.sync.replica;

import io.understudy.core.mirror.Timing;
import java.time.Duration;

/** The end of a wait, by the clock that never jumps: the wall's may be set back by hours. */
record Deadline(Timing timing, long atNanos) {

  static Deadline in(Duration wait, Timing timing) {
    return new Deadline(timing, timing.nanos() + wait.toNanos());
  }

  /** Not positive once it is over. */
  Duration left() {
    return Duration.ofNanos(atNanos - timing.nanos());
  }

  boolean isOver() {
    return !left().isPositive();
  }
}
