package io.understudy.core.mirror;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Pending;
import java.time.Duration;

/** Waits for an answer, but not for as long as its call may take. */
public final class Within {

  private static final Duration EVERY = Duration.ofMillis(20);

  private Within() {}

  /**
   * @throws EtcdException of kind {@code UNAVAILABLE} if it takes longer, else as {@link
   *     Pending#await}
   */
  public static <T> T await(Pending<T> asked, Duration most, Timing timing) {
    long began = timing.nanos();
    while (!asked.isDone()) {
      if (timing.nanos() - began > most.toNanos()) {
        throw new EtcdException(
            EtcdException.Kind.UNAVAILABLE, "no answer within " + most.toMillis() + " ms");
      }
      timing.pause(EVERY);
    }
    return asked.await();
  }
}
