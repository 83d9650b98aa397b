package io.understudy.core.check;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.Patience;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Etcd;
import io.understudy.core.scope.Classifier;
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
  public <T> T patiently(Supplier<T> read) {
    return new Patience(timing, limits.retries(), limits.retryPause()).read(read);
  }
}
