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
}
