package io.understudy.core.mirror;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A read that is made now and then and that nobody waits for, so that a slow link does not hold up
 * who asks. At most one is under way.
 */
final class Poll<T> {

  private final Timing timing;
  private final Duration every;
  private final Supplier<Pending<T>> read;
  private @Nullable Instant asked;
  private long askedAt;
  private @Nullable Pending<T> underWay;

  /**
   * @param asked a time before the read was sent
   */
  record Answer<T>(Instant asked, T value) {}

  /**
   * @param every least time from one question to the next
   */
  Poll(Timing timing, Duration every, Supplier<Pending<T>> read) {
    this.timing = timing;
    this.every = every;
    this.read = read;
  }

  /**
   * Asks if it is time to.
   *
   * @return an answer that has come since the last call, or null
   * @throws EtcdException if the read has failed; the next call may ask again
   */
  @Nullable Answer<T> take() {
    Instant last = asked;
    Pending<T> pending = underWay;
    if (pending != null && last != null) {
      if (!pending.isDone()) {
        return null;
      }
      underWay = null;
      return new Answer<>(last, pending.await());
    }
    long now = timing.nanos();
    if (last == null || now - askedAt >= every.toNanos()) {
      asked = timing.now();
      askedAt = now;
      underWay = read.get();
    }
    return null;
  }

  /** An answer still under way is not to be taken: it may tell of what is no more. */
  void forget() {
    underWay = null;
  }
}
