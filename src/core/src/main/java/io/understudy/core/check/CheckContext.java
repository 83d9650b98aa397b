package io.understudy.core.check;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.scope.Classifier;
import java.time.Duration;
import java.util.function.Supplier;

/** What every part of a check shares. */
public record CheckContext(
    Etcd source,
    Etcd target,
    ControlKeys keys,
    Classifier classifier,
    CheckLimits limits,
    Timing timing,
    CheckRules rules) {

  /** Without rules of an operator's. */
  public CheckContext(
      Etcd source,
      Etcd target,
      ControlKeys keys,
      Classifier classifier,
      CheckLimits limits,
      Timing timing) {
    this(source, target, keys, classifier, limits, timing, CheckRules.NONE);
  }

  /** Tries a read again while its end does not answer; anything else is thrown at once. */
  <T> T patiently(Supplier<T> read) {
    Duration pause = limits.retryPause();
    for (int tried = 1; ; tried++) {
      try {
        return read.get();
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.UNAVAILABLE || tried >= limits.retries()) {
          throw e;
        }
        timing.backOff(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }
}
