package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import java.time.Duration;
import java.util.function.Supplier;

/** What every part of a run shares. */
public record RunContext(
    Etcd source,
    Etcd target,
    ControlKeys keys,
    Classifier classifier,
    Prune prune,
    Limits limits,
    Leadership leadership,
    Timing timing,
    MirrorObserver observer) {

  Rules rules() {
    return classifier.rules();
  }

  /**
   * A Txn is known to be in the target.
   *
   * @param sent when it was sent, by {@link Timing#nanos}
   */
  void applied(long sent) {
    observer.applied(Duration.ofNanos(timing.nanos() - sent));
  }

  /** Tries a read again while its end does not answer; anything else is thrown at once. */
  <T> T patiently(String what, Supplier<T> read) {
    Duration pause = limits.retryPause();
    for (int tried = 1; ; tried++) {
      try {
        return read.get();
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.UNAVAILABLE || tried >= limits.retries()) {
          throw e;
        }
        observer.retried(what, String.valueOf(e.getMessage()));
        timing.pause(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }
}
