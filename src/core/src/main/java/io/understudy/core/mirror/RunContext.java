package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What every part of a run shares.
 *
 * @param isOver whether the run is to end, whatever it waits for; asked often
 */
public record RunContext(
    Etcd source,
    Etcd target,
    ControlKeys keys,
    Classifier classifier,
    Prune prune,
    Limits limits,
    Leadership leadership,
    Timing timing,
    MirrorObserver observer,
    Healing healing,
    BooleanSupplier isOver) {

  /** For runs of which each is told by itself when it is over. */
  public RunContext(
      Etcd source,
      Etcd target,
      ControlKeys keys,
      Classifier classifier,
      Prune prune,
      Limits limits,
      Leadership leadership,
      Timing timing,
      MirrorObserver observer,
      Healing healing) {
    this(
        source,
        target,
        keys,
        classifier,
        prune,
        limits,
        leadership,
        timing,
        observer,
        healing,
        () -> false);
  }

  RunContext until(BooleanSupplier over) {
    return new RunContext(
        source,
        target,
        keys,
        classifier,
        prune,
        limits,
        leadership,
        timing,
        observer,
        healing,
        over);
  }

  /** Takes the answers of this source alone. */
  RunContext pinnedTo(Checkpoint.SourceId judged) {
    return withSource(source.pinnedTo(judged.clusterId()));
  }

  RunContext withSource(Etcd other) {
    return new RunContext(
        other,
        target,
        keys,
        classifier,
        prune,
        limits,
        leadership,
        timing,
        observer,
        healing,
        isOver);
  }

  Rules rules() {
    return classifier.rules();
  }

  /**
   * What decides how the target is to look beside the source's objects: rules, what may be read,
   * encryption keys, and how large an object may be. Under another digest the target has to be
   * compared as a whole. The rules' own digest comes first, and all else is left out where it is as
   * by default.
   */
  String digest(SourceReach reach) {
    StringBuilder digest = new StringBuilder(reach.digest(rules()));
    long most = healing.limit().objectMaxBytes();
    if (most != TargetLimit.DEFAULT_MAX_REQUEST_BYTES - TargetLimit.RESERVE_BYTES) {
      digest.append("+most-").append(most);
    }
    String keys = classifier.encryptionDigest();
    if (!keys.isEmpty()) {
      digest.append("+keys-").append(keys);
    }
    return digest.toString();
  }

  /**
   * A Txn is known to be in the target.
   *
   * @param sent when it was sent, by {@link Timing#nanos}
   */
  void applied(long sent) {
    observer.applied(Duration.ofNanos(timing.nanos() - sent));
  }

  /** Limits of a Txn as the target has proved to take it. */
  Limits txnLimits() {
    return limits.txnMaxBytes(healing.limit().txnMaxBytes(limits.txnMaxBytes()));
  }

  /**
   * The target refused these writes as too large although it should take them.
   *
   * @throws EtcdException the cause, if that teaches nothing
   */
  TargetLimit.Learnt learn(List<Txn.Write> refused, EtcdException cause) {
    TargetLimit.Learnt learnt = healing.limit().learn(refused);
    if (learnt == TargetLimit.Learnt.NOTHING) {
      throw cause;
    }
    long bytes = refused.stream().mapToLong(KeyWrites::bytes).sum();
    observer.targetLimitLower(
        "the target refused a request of some "
            + bytes
            + " bytes although understudy.target.max-request-bytes is "
            + healing.limit().maxRequestBytes()
            + "; set that to the target's --max-request-bytes");
    return learnt;
  }

  /**
   * Tries a read again while its end does not answer and the run is not over; anything else is
   * thrown at once.
   */
  <T> T patiently(String what, Supplier<T> read) {
    return new Patience(timing, limits.retries(), limits.retryPause(), isOver)
        .read(read, failure -> observer.retried(what, String.valueOf(failure.getMessage())));
  }
}
