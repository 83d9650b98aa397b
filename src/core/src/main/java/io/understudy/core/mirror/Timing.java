package io.understudy.core.mirror;

import java.time.Duration;
import java.time.Instant;

/** The clock, and a way to wait: injected, so that a simulation owns both. */
public interface Timing {

  Instant now();

  /** Nanoseconds of a clock that never jumps, for durations; only differences mean anything. */
  long nanos();

  /** Waits, or returns early when the process is to stop. */
  void pause(Duration duration);

  /** A number from 0 to 1, drawn by chance. */
  double chance();

  /**
   * Waits before something is tried again: half the time or up to all of it, so that those who
   * failed together do not come back together.
   */
  default void backOff(Duration most) {
    pause(most.minusNanos((long) (most.toNanos() / 2.0 * chance())));
  }
}
