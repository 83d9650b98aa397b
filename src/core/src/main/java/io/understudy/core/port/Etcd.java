package io.understudy.core.port;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * One etcd, seen by what this product needs of it. Every call has a deadline. Adapters retry
 * nothing: what to do after a failure is for the caller to decide. Safe for use by several threads.
 *
 * <p>Calls without {@link Pending} wait for their answer and throw {@link EtcdException}.
 */
public interface Etcd extends AutoCloseable {

  Pending<Page> range(RangeQuery query);

  /**
   * Reads single keys, all at one revision.
   *
   * @param keys at most 100
   * @param revision as of this revision, 0 for now (linearizable)
   */
  Pending<Found> get(Collection<Bytes> keys, long revision);

  /** Atomic. Txns under way at the same time may be applied in any order. */
  Pending<TxnOutcome> txn(Txn txn);

  /** Opens a watch of a range, from {@code fromRevision} inclusive. Failures come as messages. */
  WatchStream watch(KeyRange range, long fromRevision);

  /**
   * This very etcd while that cluster answers: what another one answers at the same endpoints to a
   * range, a get, a watch or a look at a lease fails as {@link EtcdException.Kind#OTHER_CLUSTER},
   * so that nothing is taken from it. Its refusals come through: they do not say whose they are.
   * All else is as it is here; {@link #status()} still tells who answers. To close either is to
   * close both.
   *
   * @param clusterId as {@link EtcdStatus#clusterId()} tells it, never 0
   */
  Etcd pinnedTo(long clusterId);

  /** As {@link #status()}, but not waited for. */
  Pending<EtcdStatus> askStatus();

  default EtcdStatus status() {
    return askStatus().await();
  }

  /**
   * Whether somebody is there who does not let us in, or whom we do not trust: no call gets through
   * then, and yet it may serve others.
   *
   * @param most how long to wait for an answer
   * @return who, and why; empty if nobody answers, and if those that do can be talked to
   */
  default Optional<String> stranger(Duration most) {
    return Optional.empty();
  }

  /**
   * @return the id of a new lease
   */
  long grantLease(long ttlSeconds);

  /**
   * @return seconds to live after the renewal, 0 if the lease is gone
   */
  long keepLeaseAlive(long lease);

  void revokeLease(long lease);

  /**
   * @return seconds to live, 0 or less if the lease is gone
   */
  long leaseSecondsLeft(long lease);

  /**
   * Drops the history before {@code revision}, as a client would that wants no one to read it any
   * more: from then on reads at earlier revisions, and watches from it or earlier ones, fail as
   * compacted.
   *
   * @param revision not beyond the present one
   * @throws EtcdException {@link EtcdException.Kind#COMPACTED} if that much is dropped already,
   *     {@link EtcdException.Kind#FUTURE_REVISION} if it is not reached yet
   */
  void compact(long revision);

  @Override
  void close();
}
