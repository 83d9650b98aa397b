package io.understudy.testkit;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An etcd's store as pure logic: every revision, dense from 2 on (an empty store is at 1), leases
 * on a clock of its own. No locks, no threads, no real time. {@link EtcdContract} holds it to what
 * a real etcd does.
 *
 * <p>Compaction forbids reads as in etcd, but forgets nothing: {@link #history} and {@link
 * #snapshot} show a checker everything that ever was.
 */
public final class ModelStore {

  /** As etcd's {@code --max-txn-ops} and {@code --max-request-bytes}. */
  public record Limits(int maxTxnOps, long maxRequestBytes) {

    /** etcd's defaults: 128 operations, 1.5 MiB. */
    public static final Limits DEFAULT = new Limits(128, 1_572_864);
  }

  private static final long FIRST_REVISION = 1;

  private final long clusterId;
  private final Limits limits;
  private final List<Revision> history;
  private final ModelKeys keys;
  private final ModelLeases leases;
  private long raftTerm = 1;
  private long compacted;
  private long quotaBytes;
  private List<String> alarms = List.of();

  public ModelStore(long clusterId) {
    this(clusterId, Limits.DEFAULT);
  }

  public ModelStore(long clusterId, Limits limits) {
    this(clusterId, limits, new ArrayList<>(), new ModelKeys(), new ModelLeases());
  }

  private ModelStore(
      long clusterId, Limits limits, List<Revision> history, ModelKeys keys, ModelLeases leases) {
    this.clusterId = clusterId;
    this.limits = limits;
    this.history = history;
    this.keys = keys;
    this.leases = leases;
  }

  /**
   * A store with the same past that lives on by itself: a backup, or the store restored from it.
   */
  public ModelStore fork() {
    return fork(clusterId);
  }

  /** As {@link #fork()}, under another cluster id, as a restore gives one. */
  public ModelStore fork(long otherClusterId) {
    ModelStore fork =
        new ModelStore(
            otherClusterId, limits, new ArrayList<>(history), keys.copy(), leases.copy());
    fork.raftTerm = raftTerm;
    fork.compacted = compacted;
    return fork;
  }

  public long clusterId() {
    return clusterId;
  }

  public long raftTerm() {
    return raftTerm;
  }

  public void setRaftTerm(long term) {
    raftTerm = term;
  }

  public long revision() {
    return FIRST_REVISION + history.size();
  }

  /**
   * Its database is as large as what it holds now. It has no quota and no alarms until it is {@link
   * #given} some.
   */
  public EtcdStatus status() {
    long bytes =
        snapshot(revision()).values().stream()
            .mapToLong(kv -> kv.key().length() + kv.value().length())
            .sum();
    return new EtcdStatus(
        clusterId, raftTerm, revision(), "model", bytes, bytes, quotaBytes, alarms);
  }

  /**
   * What its status says from now on; writes are not refused for it.
   *
   * @param quota in bytes, 0 for an etcd that does not say
   */
  public void given(long quota, List<String> newAlarms) {
    quotaBytes = quota;
    alarms = List.copyOf(newAlarms);
  }

  /** The oldest revision that can be read, 0 if none was compacted. */
  public long compactedRevision() {
    return compacted;
  }

  /** Every revision there ever was, ascending, compacted ones too. Not to be changed. */
  public List<Revision> history() {
    return Collections.unmodifiableList(history);
  }

  /** All keys as of a revision, compacted or not. */
  public SortedMap<Bytes, KeyValue> snapshot(long revision) {
    return keys.snapshot(revision);
  }

  /** Atomic; {@code Committed}, {@code ConditionFailed} or {@code Rejected}. */
  public TxnOutcome apply(Txn txn) {
    Optional<EtcdException> refusal = TxnCheck.refusal(txn, limits);
    if (refusal.isPresent()) {
      return new TxnOutcome.Rejected(refusal.get());
    }
    if (!txn.conditions().stream().allMatch(this::holds)) {
      return new TxnOutcome.ConditionFailed(revision());
    }
    if (!txn.writes().stream().allMatch(this::hasItsLease)) {
      return new TxnOutcome.Rejected(
          new EtcdException(Kind.LEASE_NOT_FOUND, "model: txn refused: lease not found"));
    }
    commit(txn.writes());
    return new TxnOutcome.Committed(revision());
  }

  /**
   * @throws EtcdException if the revision is compacted or not reached yet
   */
  public Page range(RangeQuery query) {
    return keys.range(query, readable(query.revision()), revision());
  }

  /**
   * @throws EtcdException if the revision is compacted or not reached yet
   */
  public Found get(Collection<Bytes> wanted, long revision) {
    long at = readable(revision);
    Map<Bytes, KeyValue> found = new TreeMap<>();
    for (Bytes key : wanted) {
      keys.at(key, at).ifPresent(value -> found.put(key, value));
    }
    return new Found(found, revision());
  }

  /**
   * What a watch of the range from {@code fromRevision} on would have to deliver by now. Also
   * forbidden at the compacted revision itself, whose deletes a real etcd has dropped.
   *
   * @throws EtcdException if {@code fromRevision} is compacted
   */
  public List<Revision> changesFrom(long fromRevision, KeyRange range) {
    if (compacted != 0 && fromRevision <= compacted) {
      throw compactedAway(fromRevision);
    }
    long firstIndex = Math.max(fromRevision, FIRST_REVISION + 1) - FIRST_REVISION - 1;
    if (firstIndex >= history.size()) {
      return List.of();
    }
    List<Revision> changes = new ArrayList<>();
    for (Revision revision : history.subList((int) firstIndex, history.size())) {
      List<Revision.Change> inRange =
          revision.changes().stream().filter(change -> range.contains(change.key())).toList();
      if (!inRange.isEmpty()) {
        changes.add(new Revision(revision.number(), inRange));
      }
    }
    return changes;
  }

  /**
   * Makes what is older than {@code revision} unreadable.
   *
   * @throws EtcdException if it is compacted already or not reached yet
   */
  public void compact(long revision) {
    if (revision <= compacted) {
      throw compactedAway(revision);
    }
    compacted = readable(revision);
  }

  public long grantLease(long ttlSeconds) {
    return leases.grant(ttlSeconds);
  }

  /**
   * @return seconds to live, 0 if there is no such lease
   */
  public long keepLeaseAlive(long lease) {
    return leases.keepAlive(lease);
  }

  /**
   * @return seconds to live, less than 0 if there is no such lease
   */
  public long leaseSecondsLeft(long lease) {
    return leases.secondsLeft(lease);
  }

  /**
   * Ends a lease and deletes its keys, in one revision.
   *
   * @throws EtcdException if there is no such lease
   */
  public void revokeLease(long lease) {
    List<Bytes> orphans =
        leases
            .remove(lease)
            .orElseThrow(
                () -> new EtcdException(Kind.LEASE_NOT_FOUND, "model: no such lease: " + lease));
    commit(orphans.stream().map(Txn::delete).toList());
  }

  /** Moves the store's clock; leases that are over by then end, the earliest first. */
  public void advance(Duration by) {
    leases.advance(by).forEach(this::revokeLease);
  }

  private boolean holds(Txn.Condition condition) {
    Optional<KeyValue> now = keys.now(condition.key());
    return switch (condition) {
      case Txn.Condition.ModRevisionIs is ->
          now.map(KeyValue::modRevision).orElse(0L) == is.revision();
      case Txn.Condition.CreateRevisionIs is ->
          now.map(KeyValue::createRevision).orElse(0L) == is.revision();
    };
  }

  private boolean hasItsLease(Txn.Write write) {
    return !(write instanceof Txn.Write.Put put) || put.lease() == 0 || leases.exists(put.lease());
  }

  private void commit(List<Txn.Write> writes) {
    long next = revision() + 1;
    List<Revision.Change> changes = new ArrayList<>();
    for (Txn.Write write : writes) {
      switch (write) {
        case Txn.Write.Put put -> changes.add(put(put, next));
        case Txn.Write.Delete delete -> {
          if (keys.now(delete.key()).isPresent()) {
            changes.add(delete(delete.key(), next));
          }
        }
      }
    }
    if (!changes.isEmpty()) {
      history.add(new Revision(next, List.copyOf(changes)));
    }
  }

  private Revision.Change put(Txn.Write.Put put, long revision) {
    leases.attach(put.key(), put.lease());
    return new Revision.Change.Put(keys.put(put, revision));
  }

  private Revision.Change delete(Bytes key, long revision) {
    leases.detach(key);
    keys.delete(key, revision);
    return new Revision.Change.Delete(key);
  }

  private long readable(long revision) {
    if (revision > revision()) {
      throw new EtcdException(
          Kind.FUTURE_REVISION,
          "model: revision " + revision + " is not reached yet; it is at " + revision());
    }
    if (revision > 0 && revision < compacted) {
      throw compactedAway(revision);
    }
    return revision <= 0 ? revision() : revision;
  }

  private EtcdException compactedAway(long revision) {
    return new EtcdException(
        Kind.COMPACTED,
        "model: revision " + revision + " is compacted; the oldest there is " + compacted);
  }
}
