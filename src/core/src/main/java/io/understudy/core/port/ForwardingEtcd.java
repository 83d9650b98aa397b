package io.understudy.core.port;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** An etcd that passes every call on; who extends it changes those that matter to it. */
public abstract class ForwardingEtcd implements Etcd {

  private final Etcd behind;

  protected ForwardingEtcd(Etcd behind) {
    this.behind = behind;
  }

  /** Where the calls go. */
  protected final Etcd behind() {
    return behind;
  }

  /** To be pinned is for who extends it: what it changes must not get lost. */
  @Override
  public abstract Etcd pinnedTo(long clusterId);

  @Override
  public Pending<Page> range(RangeQuery query) {
    return behind.range(query);
  }

  @Override
  public Pending<Found> get(Collection<Bytes> keys, long revision) {
    return behind.get(keys, revision);
  }

  @Override
  public Pending<TxnOutcome> txn(Txn txn) {
    return behind.txn(txn);
  }

  @Override
  public WatchStream watch(KeyRange range, long fromRevision) {
    return behind.watch(range, fromRevision);
  }

  @Override
  public Pending<EtcdStatus> askStatus() {
    return behind.askStatus();
  }

  @Override
  public Optional<String> stranger(Duration most) {
    return behind.stranger(most);
  }

  @Override
  public long grantLease(long ttlSeconds) {
    return behind.grantLease(ttlSeconds);
  }

  @Override
  public long keepLeaseAlive(long lease) {
    return behind.keepLeaseAlive(lease);
  }

  @Override
  public void revokeLease(long lease) {
    behind.revokeLease(lease);
  }

  @Override
  public long leaseSecondsLeft(long lease) {
    return behind.leaseSecondsLeft(lease);
  }

  @Override
  public void compact(long revision) {
    behind.compact(revision);
  }

  @Override
  public void close() {
    behind.close();
  }
}
