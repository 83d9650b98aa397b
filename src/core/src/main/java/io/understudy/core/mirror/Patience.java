package io.understudy.core.mirror;

import io.understudy.core.port.EtcdException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tries a read again while its end does not answer; anything else is thrown at once.
 *
 * @param retries how often a read is tried in all
 * @param firstPause before the second try, doubled each time, at most a thousandfold
 * @param isOver whether nobody wants the answer any more, so that nothing is tried again
 */
public record Patience(Timing timing, int retries, Duration firstPause, BooleanSupplier isOver) {

  private static final int MOST_DOUBLINGS = 10;

  /** For an answer that is wanted whatever happens. */
  public Patience(Timing timing, int retries, Duration firstPause) {
    this(timing, retries, firstPause, () -> false);
  }

  public <T> T read(Supplier<T> read) {
    return read(read, failure -> {});
  }

  /**
   * @param retried told of each failure after which it is tried again
   */
  public <T> T read(Supplier<T> read, Consumer<EtcdException> retried) {
    for (int tried = 1; ; tried++) {
      try {
        return read.get();
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.UNAVAILABLE
            || tried >= retries
            || isOver.getAsBoolean()) {
          throw e;
        }
        retried.accept(e);
        timing.backOff(firstPause.multipliedBy(1L << Math.min(tried - 1, MOST_DOUBLINGS)));
        if (isOver.getAsBoolean()) {
          throw e;
        }
      }
    }
  }
}
