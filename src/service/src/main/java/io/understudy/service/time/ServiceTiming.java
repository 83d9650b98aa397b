package io.understudy.service.time;

import io.understudy.core.mirror.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The process's clock; an interrupted thread waits no more. */
public final class ServiceTiming implements Timing {

  private final InstantSource time;
  private final RandomGenerator random;

  public ServiceTiming(InstantSource time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  @Override
  public Instant now() {
    return time.instant();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  /** Asked by several threads. */
  @Override
  public synchronized double chance() {
    return random.nextDouble();
  }

  @Override
  public void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
