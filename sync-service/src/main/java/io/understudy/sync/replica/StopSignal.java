package io.understudy.sync.replica;

import io.understudy.core.mirror.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Says once that the replica is to stop, and ends every pause then. */
final class StopSignal implements Timing {

  private final InstantSource time;
  private final RandomGenerator random;
  private final CountDownLatch stopped = new CountDownLatch(1);

  StopSignal(InstantSource time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  void set() {
    stopped.countDown();
  }

  boolean isSet() {
    return stopped.getCount() == 0;
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

  /** An interrupted thread is taken to be one that shall stop. */
  @Override
  public void pause(Duration duration) {
    try {
      if (stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      set();
    }
  }
}
