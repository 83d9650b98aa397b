package io.understudy.testkit.check;

import io.understudy.core.mirror.Timing;
import java.time.Duration;
import java.time.Instant;

/** A clock that only waiting moves. */
final class StillTime implements Timing {

  private long nanos;

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(nanos);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void pause(Duration duration) {
    nanos += duration.toNanos();
  }

  @Override
  public double chance() {
    return 0.5;
  }
}
