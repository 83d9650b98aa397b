package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
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
import java.util.Collection;
import java.util.function.IntConsumer;

/** A real etcd of which something happens before each read. */
final class BetweenReads extends ForwardingEtcd {

  private final IntConsumer before;
  private final boolean history;
  private int reads;

  /**
   * @param before told the number of the read, from 1 on
   * @param history whether it still has its history, or what is asked of it is compacted
   */
  BetweenReads(Etcd etcd, IntConsumer before, boolean history) {
    super(etcd);
    this.before = before;
    this.history = history;
  }

  static Etcd withoutHistory(Etcd etcd) {
    return new BetweenReads(etcd, read -> {}, false);
  }

  @Override
  public Etcd pinnedTo(long clusterId) {
    throw new UnsupportedOperationException("a comparison pins nothing");
  }

  @Override
  public Pending<Page> range(RangeQuery query) {
    before.accept(++reads);
    return behind().range(query);
  }

  @Override
  public Pending<Found> get(Collection<Bytes> keys, long revision) {
    before.accept(++reads);
    return behind().get(keys, revision);
  }

  @Override
  public Pending<TxnOutcome> txn(Txn txn) {
    throw new UnsupportedOperationException("a comparison writes nothing");
  }

  @Override
  public WatchStream watch(KeyRange range, long fromRevision) {
    before.accept(++reads);
    return history ? behind().watch(range, fromRevision) : new NoHistory();
  }

  @Override
  public void compact(long revision) {
    throw new UnsupportedOperationException("a comparison compacts nothing");
  }

  private record NoHistory() implements WatchStream {

    @Override
    public Message next(Duration patience) {
      return new Message.Compacted(Long.MAX_VALUE);
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public boolean stands() {
      return false;
    }

    @Override
    public void close() {}
  }
}
