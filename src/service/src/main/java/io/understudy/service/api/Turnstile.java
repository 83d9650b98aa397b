package io.understudy.service.api;

import io.understudy.service.log.RateLimit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Lets only so many callers wait at once in a question that takes long, so that those who ask
 * something short still find somebody to answer.
 */
public final class Turnstile {

  /** Who may list at once what is kept in large records, all of which is read for each. */
  public static final int LISTING = 5;

  private static final Logger LOG = Logger.getLogger(Turnstile.class);

  private final Semaphore free;
  private final String full;
  private final InstantSource time = InstantSource.system();
  private final RateLimit complaints = new RateLimit(Duration.ofMinutes(1));

  /** So many wait already. */
  public static final class FullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FullException(String message) {
      super(message);
    }
  }

  /**
   * @param most that may be inside at once
   * @param property that says so, for the message
   */
  public Turnstile(int most, String property) {
    this(
        "as many callers as may ("
            + most
            + ") wait for an answer already; ask again later, or raise "
            + property,
        new Semaphore(most));
  }

  /** Of a number that nothing sets. */
  public Turnstile(int most) {
    this(
        "as many callers as may (" + most + ") wait for an answer already; ask again later",
        new Semaphore(most));
  }

  private Turnstile(String full, Semaphore free) {
    this.free = free;
    this.full = full;
  }

  /**
   * @throws FullException if there is no room; nothing was done then
   */
  public <T> T through(Supplier<T> work) {
    Pass inside = enter();
    try {
      return work.get();
    } finally {
      inside.close();
    }
  }

  /**
   * For an answer that is still written when the work is done: whoever is inside stays so until the
   * pass is closed.
   *
   * @throws FullException if there is no room
   */
  public Pass enter() {
    if (!free.tryAcquire()) {
      tell();
      throw new FullException(full);
    }
    return new Pass(free);
  }

  /** Once in a while: a crowd must not fill the log. */
  private void tell() {
    long before = complaints.pass(time.instant());
    if (before >= 0) {
      LOG.warnf("A caller was turned away before=%d reason=\"%s\"", before, full);
    }
  }

  /** Room for one. Closing it again does nothing. */
  public static final class Pass implements AutoCloseable {

    private final Semaphore free;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private Pass(Semaphore free) {
      this.free = free;
    }

    @Override
    public void close() {
      if (isClosed.compareAndSet(false, true)) {
        free.release();
      }
    }
  }
}
