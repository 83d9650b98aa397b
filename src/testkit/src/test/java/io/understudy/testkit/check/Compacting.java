package io.understudy.testkit.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.port.WatchStream;
import io.understudy.testkit.ModelStore;
import java.util.Collection;
import java.util.SplittableRandom;

/** A source whose history, and the target's, is compacted between the reads of a comparison. */
final class Compacting implements Etcd {

  private final Etcd etcd;
  private final CheckWorld world;
  private final SplittableRandom random;
  private int strikes;
  private int struck;
  private int readsToGo;

  Compacting(Etcd etcd, CheckWorld world, SplittableRandom random) {
    this.etcd = etcd;
    this.world = world;
    this.random = random;
  }

  /** So often in what is read from now on. */
  void strike(int times) {
    strikes = times;
    struck = 0;
    readsToGo = random.nextInt(8);
  }

  int struck() {
    return struck;
  }

  private void beforeRead() {
    if (strikes == 0 || readsToGo-- > 0) {
      return;
    }
    strikes--;
    struck++;
    readsToGo = random.nextInt(8);
    world.change();
    world.claim();
    if (random.nextBoolean()) {
      compact(world.source);
    }
    if (random.nextBoolean()) {
      compact(world.target);
    }
  }

  /** All of its history but what it holds now. */
  static void compact(ModelStore store) {
    if (store.revision() > store.compactedRevision()) {
      store.compact(store.revision());
    }
  }

  @Override
  public Pending<Page> range(RangeQuery query) {
    beforeRead();
    return etcd.range(query);
  }

  @Override
  public Pending<Found> get(Collection<Bytes> keys, long revision) {
    beforeRead();
    return etcd.get(keys, revision);
  }

  @Override
  public Pending<TxnOutcome> txn(Txn txn) {
    return etcd.txn(txn);
  }

  @Override
  public WatchStream watch(KeyRange range, long fromRevision) {
    return etcd.watch(range, fromRevision);
  }

  @Override
  public Pending<EtcdStatus> askStatus() {
    return etcd.askStatus();
  }

  @Override
  public long grantLease(long ttlSeconds) {
    return etcd.grantLease(ttlSeconds);
  }

  @Override
  public long keepLeaseAlive(long lease) {
    return etcd.keepLeaseAlive(lease);
  }

  @Override
  public void revokeLease(long lease) {
    etcd.revokeLease(lease);
  }

  @Override
  public void compact(long revision) {
    etcd.compact(revision);
  }

  @Override
  public long leaseSecondsLeft(long lease) {
    return etcd.leaseSecondsLeft(lease);
  }

  @Override
  public void close() {
    etcd.close();
  }
}
