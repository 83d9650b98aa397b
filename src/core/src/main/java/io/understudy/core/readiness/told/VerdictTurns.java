package io.understudy.core.readiness.told;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.HeraldRecord;
import io.understudy.core.control.LeasedKey;
import io.understudy.core.control.VerdictRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one replica at a time tell of changed verdicts: the one that holds a leased key in the
 * target. What was told is on record beside it, so that whoever comes after neither says it again
 * nor misses what changed in between.
 *
 * <p>Every call throws {@link EtcdException} if the target does not answer. Safe for several
 * threads.
 */
public final class VerdictTurns {

  private final Etcd target;
  private final ControlKeys keys;
  private final String holder;
  private final long ttlSeconds;
  private final InstantSource time;
  private long lease;

  /** Target revision at which this replica took the turn, 0 for never. */
  private long since;

  /**
   * @param holder what the records call this replica
   * @param ttlSeconds after which the turn of a replica that vanished is another's; longer than the
   *     pause between two calls of {@link #replace}
   */
  public VerdictTurns(
      Etcd target, ControlKeys keys, String holder, long ttlSeconds, InstantSource time) {
    this.target = target;
    this.keys = keys;
    this.holder = holder;
    this.ttlSeconds = ttlSeconds;
    this.time = time;
  }

  /**
   * Puts these verdicts on record as told, if it is this replica's turn or nobody's.
   *
   * @param verdicts by verb, as text
   * @return those that they replace, none before the first; empty if it is another's turn to tell
   * @throws CorruptRecordException if those cannot be read
   */
  public synchronized Optional<Map<String, String>> replace(Map<String, String> verdicts) {
    if (!isMine()) {
      return Optional.empty();
    }
    Found found = target.get(List.of(keys.herald(), keys.verdicts()), 0).await();
    KeyValue mine = found.keys().get(keys.herald());
    if (mine == null || mine.createRevision() != since) {
      // Its lease may live on without it.
      giveUp();
      return Optional.empty();
    }
    KeyValue record = found.keys().get(keys.verdicts());
    Map<String, String> before =
        record == null ? Map.of() : VerdictRecord.fromJson(record.value()).verdicts();
    return before.equals(verdicts) || isPut(verdicts, record)
        ? Optional.of(before)
        : Optional.empty();
  }

  /** Leaves the turn to another at once. */
  public synchronized void giveUp() {
    if (lease != 0) {
      long held = lease;
      lease = 0;
      revoke(held);
    }
  }

  private boolean isPut(Map<String, String> verdicts, @Nullable KeyValue before) {
    Bytes json = new VerdictRecord(time.instant(), holder, verdicts).toJson();
    List<Condition> conditions =
        List.of(
            new Condition.CreateRevisionIs(keys.herald(), since),
            new Condition.ModRevisionIs(
                keys.verdicts(), before == null ? 0 : before.modRevision()));
    return commit(new Txn(conditions, List.of(Txn.put(keys.verdicts(), json)))) != 0;
  }

  private boolean isMine() {
    if (lease != 0 && target.keepLeaseAlive(lease) > 0) {
      return true;
    }
    lease = 0;
    Found found = target.get(List.of(keys.herald()), 0).await();
    if (LeasedKey.holder(target, found, keys.herald(), ttlSeconds) != null) {
      return false;
    }
    long granted = target.grantLease(ttlSeconds);
    boolean taken = false;
    try {
      Bytes json = new HeraldRecord(holder, time.instant()).toJson();
      Txn.Write put = new Txn.Write.Put(keys.herald(), json, granted);
      since = commit(new Txn(List.of(new Condition.ModRevisionIs(keys.herald(), 0)), List.of(put)));
      taken = since != 0;
    } finally {
      if (!taken) {
        // After an answer that was lost the key may be there: it goes with the lease.
        revoke(granted);
      }
    }
    lease = taken ? granted : 0;
    return taken;
  }

  /**
   * @return the revision, 0 if a condition did not hold
   */
  private long commit(Txn txn) {
    return switch (target.txn(txn).await()) {
      case TxnOutcome.Committed committed -> committed.revision();
      case TxnOutcome.ConditionFailed another -> 0;
      case TxnOutcome.Rejected rejected -> throw rejected.cause();
      case TxnOutcome.Unknown unknown -> throw unknown.cause();
    };
  }

  private void revoke(long held) {
    try {
      target.revokeLease(held);
    } catch (EtcdException e) {
      // It runs out by itself within its time to live.
      return;
    }
  }
}
