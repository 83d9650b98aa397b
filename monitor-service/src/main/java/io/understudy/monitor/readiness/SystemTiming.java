package io.understudy.monitor.readiness;

import io.understudy.core.mirror.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The real clock. A pause ends early if its thread is interrupted. */
record SystemTiming(InstantSource time) implements Timing {

  @Override
  public Instant now() {
    return time.instant();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public double chance() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
