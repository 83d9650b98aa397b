package io.understudy.service.api;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets only so many callers wait at once in a question that takes long, so that those who ask
 * something short still find somebody to answer.
 */
public final class Turnstile {

  private final Semaphore free;
  private final String full;

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
    this.free = new Semaphore(most);
    this.full =
        "as many callers as may ("
            + most
            + ") wait for an answer already; ask again later, or raise "
            + property;
  }

  /**
   * @throws FullException if there is no room; nothing was done then
   */
  public <T> T through(Supplier<T> work) {
    if (!free.tryAcquire()) {
      throw new FullException(full);
    }
    try {
      return work.get();
    } finally {
      free.release();
    }
  }
}
