package io.understudy.service.log;

import java.time.Duration;
import java.time.Instant;

/** Lets one event in a while through and counts the others. Safe for use by several threads. */
public final class RateLimit {

  private final Duration interval;
  private Instant next = Instant.MIN;
  private long held;

  public RateLimit(Duration interval) {
    this.interval = interval;
  }

  /**
   * @return events held back since the last that passed, or -1 if this one is held back too
   */
  public synchronized long pass(Instant now) {
    if (now.isBefore(next)) {
      held++;
      return -1;
    }
    long before = held;
    held = 0;
    next = now.plus(interval);
    return before;
  }
}
