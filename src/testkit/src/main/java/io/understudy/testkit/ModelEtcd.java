package io.understudy.testkit;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.ForwardingEtcd;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.port.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * A {@link ModelStore} behind the port, safe for several threads. Calls are done when they return.
 * Only a watch that is asked to wait blocks.
 *
 * <p>Several may share one store, as clients share an etcd, if one thread uses them all: closing
 * one leaves the others alone.
 */
public final class ModelEtcd implements Etcd {

  private final ModelStore store;
  private final List<ModelWatch> watches = new ArrayList<>();
  private boolean closed;

  public ModelEtcd(ModelStore store) {
    this.store = store;
  }

  /** The store behind; with several threads at work only to be touched when they rest. */
  public ModelStore store() {
    return store;
  }

  @Override
  public Etcd pinnedTo(long clusterId) {
    return clusterId == store.clusterId() ? this : new Elsewhere(this, clusterId);
  }

  @Override
  public synchronized Pending<Page> range(RangeQuery query) {
    return done(() -> store.range(query));
  }

  @Override
  public synchronized Pending<Found> get(Collection<Bytes> keys, long revision) {
    return done(() -> store.get(keys, revision));
  }

  @Override
  public synchronized Pending<TxnOutcome> txn(Txn txn) {
    if (closed) {
      return new Done<>(() -> new TxnOutcome.Unknown(closedByUs()));
    }
    TxnOutcome outcome = store.apply(txn);
    notifyAll();
    return new Done<>(() -> outcome);
  }

  @Override
  public synchronized WatchStream watch(KeyRange range, long fromRevision) {
    if (fromRevision < 1) {
      throw new IllegalArgumentException("a watch starts at revision 1 or later: " + fromRevision);
    }
    ModelWatch watch = new ModelWatch(this, range, fromRevision);
    if (closed) {
      watch.end(closedByUs());
    }
    watches.add(watch);
    return watch;
  }

  @Override
  public synchronized Pending<EtcdStatus> askStatus() {
    return done(store::status);
  }

  @Override
  public synchronized long grantLease(long ttlSeconds) {
    ensureOpen();
    return store.grantLease(ttlSeconds);
  }

  @Override
  public synchronized long keepLeaseAlive(long lease) {
    ensureOpen();
    return store.keepLeaseAlive(lease);
  }

  @Override
  public synchronized void revokeLease(long lease) {
    ensureOpen();
    store.revokeLease(lease);
    notifyAll();
  }

  @Override
  public synchronized long leaseSecondsLeft(long lease) {
    ensureOpen();
    return store.leaseSecondsLeft(lease);
  }

  /** Moves the clock that leases live by. */
  public synchronized void advance(Duration by) {
    store.advance(by);
    notifyAll();
  }

  /** A watch that has kept up is not harmed: it is served first. */
  @Override
  public synchronized void compact(long revision) {
    ensureOpen();
    watches.forEach(ModelWatch::fetch);
    store.compact(revision);
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    watches.forEach(watch -> watch.end(closedByUs()));
    watches.clear();
    notifyAll();
  }

  synchronized void forget(ModelWatch watch) {
    watches.remove(watch);
    notifyAll();
  }

  private void ensureOpen() {
    if (closed) {
      throw closedByUs();
    }
  }

  private <T> Pending<T> done(Supplier<T> read) {
    try {
      ensureOpen();
      T answer = read.get();
      return new Done<>(() -> answer);
    } catch (EtcdException failure) {
      return new Done<>(
          () -> {
            throw failure;
          });
    }
  }

  /** Pinned to a cluster that this is not. */
  private static final class Elsewhere extends ForwardingEtcd {

    private final ModelEtcd answers;
    private final long clusterId;

    Elsewhere(ModelEtcd answers, long clusterId) {
      super(answers);
      this.answers = answers;
      this.clusterId = clusterId;
    }

    @Override
    public Etcd pinnedTo(long another) {
      return answers.pinnedTo(another);
    }

    @Override
    public Pending<Page> range(RangeQuery query) {
      return new Done<>(this::fail);
    }

    @Override
    public Pending<Found> get(Collection<Bytes> keys, long revision) {
      return new Done<>(this::fail);
    }

    @Override
    public WatchStream watch(KeyRange range, long fromRevision) {
      WatchStream none = answers.watch(range, fromRevision);
      ((ModelWatch) none).end(otherCluster());
      return none;
    }

    @Override
    public long leaseSecondsLeft(long lease) {
      return fail();
    }

    private <T> T fail() {
      throw otherCluster();
    }

    private EtcdException otherCluster() {
      return new EtcdException(
          EtcdException.Kind.OTHER_CLUSTER,
          "model: answered by cluster "
              + Long.toHexString(answers.store.clusterId())
              + " instead of "
              + Long.toHexString(clusterId));
    }
  }

  private static EtcdException closedByUs() {
    return new EtcdException(EtcdException.Kind.UNAVAILABLE, "model: this client was closed");
  }

  private record Done<T>(Supplier<T> answer) implements Pending<T> {

    @Override
    public T await() {
      return answer.get();
    }

    @Override
    public boolean isDone() {
      return true;
    }
  }
}
