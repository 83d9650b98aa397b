package io.understudy.monitor.dashboard;

import io.understudy.service.api.Turnstile;
import java.util.function.Supplier;

/**
 * Those who wait at once for an answer that is passed on: each of them holds a thread for as long
 * as the other service is silent. Safe for several threads.
 */
final class Waiting {

  /** Of each kind of call, of the four that there are. */
  static final int MOST = 10;

  private final Turnstile turnstile = new Turnstile(MOST);

  /**
   * What is found out while the caller waits.
   *
   * @throws Turnstile.FullException at once if too many do; told as 503
   */
  <T> T through(Supplier<T> call) {
    return turnstile.through(call);
  }
}
