package io.understudy.core.check;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.CheckRequest;
import io.understudy.core.control.CheckerRecord;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.LeasedKey;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one replica at a time run a check that is kept, and keeps its result only if it is still its
 * turn. A turn is a leased key: it ends with the lease, so a replica that dies holds nobody up.
 *
 * <p>Ids are given out under the same conditions, so that no two checks get the same: see {@link
 * CheckIds}. Every call throws {@link EtcdException} if the target does not answer. Safe for
 * several threads.
 */
public final class CheckTurns {

  private static final int ATTEMPTS = 5;

  private final Etcd target;
  private final ControlKeys keys;
  private final CheckBook book;
  private final String holder;
  private final long ttlSeconds;
  private final InstantSource time;

  /**
   * @param holder what the record of the turn calls this replica
   * @param ttlSeconds after which the turn of a replica that vanished is over
   */
  public CheckTurns(
      Etcd target, ControlKeys keys, String holder, long ttlSeconds, InstantSource time) {
    this.target = target;
    this.keys = keys;
    this.book = new CheckBook(target, keys);
    this.holder = holder;
    this.ttlSeconds = ttlSeconds;
    this.time = time;
  }

  /**
   * The right to run one check.
   *
   * @param lease to be renewed by {@link #keepAlive} every third of its time to live
   * @param revision target revision at which it began
   */
  public record Turn(CheckerRecord checker, long lease, long revision) {}

  /** What came of an attempt to take the turn. */
  public sealed interface Attempt {

    record Taken(Turn turn) implements Attempt {}

    /** It is another's, or everything changed while it was taken; try again later. */
    record Busy(Optional<CheckerRecord> running) implements Attempt {}
  }

  /** Sees to it that a turn which hangs on no lease ends, whatever it says. */
  public void endStray() {
    LeasedKey.holder(
        target, target.get(List.of(keys.checker()), 0).await(), keys.checker(), ttlSeconds);
  }

  /** Takes the turn for a check by schedule, unless another has it. */
  public Attempt begin() {
    return take(null);
  }

  /** Takes the turn for the check that was asked for. */
  public Attempt begin(CheckRequest request) {
    return take(request.id());
  }

  /**
   * @param requested the id of the check that was asked for, or null for one of its own
   */
  private Attempt take(@Nullable String requested) {
    Slate slate = Slate.read(target, keys);
    List<String> kept = book.ids();
    CheckRequest request = slate.request();
    boolean isGone = requested != null && (request == null || !request.id().equals(requested));
    if (slate.checkerRevision() != 0 || isGone) {
      return new Attempt.Busy(Optional.ofNullable(slate.checker()));
    }
    CheckerRecord mine =
        new CheckerRecord(
            requested != null ? requested : slate.nextId(kept, time),
            requested != null ? Trigger.REQUEST : Trigger.SCHEDULE,
            holder,
            time.instant());
    long lease = target.grantLease(ttlSeconds);
    Txn.Write put = new Txn.Write.Put(keys.checker(), mine.toJson(), lease);
    TxnOutcome outcome = target.txn(new Txn(slate.conditions(mine.id()), List.of(put))).await();
    if (outcome instanceof TxnOutcome.Committed committed) {
      return new Attempt.Taken(new Turn(mine, lease, committed.revision()));
    }
    // After an answer that was lost the key may be there: it goes with the lease.
    revoke(lease);
    if (outcome instanceof TxnOutcome.Rejected rejected) {
      throw rejected.cause();
    }
    return new Attempt.Busy(Optional.empty());
  }

  /**
   * @return false if the turn is over, so that what is found now will not be kept
   */
  public boolean keepAlive(Turn turn) {
    return target.keepLeaseAlive(turn.lease()) > 0;
  }

  /**
   * Keeps the result and ends the turn, in one Txn which is refused if the turn is over.
   *
   * @param result under the id of the turn
   * @return false if the turn was over: nothing was written
   */
  public boolean finish(Turn turn, CheckRecord result) {
    String id = turn.checker().id();
    Bytes json = result.named(id).toJson();
    EtcdException lost = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      Found found =
          target.get(List.of(keys.checker(), keys.checkRequest(), keys.check(id)), 0).await();
      KeyValue kept = found.keys().get(keys.check(id));
      if (kept != null) {
        revoke(turn.lease());
        return kept.value().equals(json);
      }
      KeyValue checker = found.keys().get(keys.checker());
      if (checker == null || checker.createRevision() != turn.revision()) {
        return false;
      }
      KeyValue request = found.keys().get(keys.checkRequest());
      switch (target.txn(finishing(turn, json, request)).await()) {
        case TxnOutcome.Committed committed -> {
          revoke(turn.lease());
          return true;
        }
        case TxnOutcome.ConditionFailed failed -> {}
        case TxnOutcome.Rejected rejected -> throw rejected.cause();
        case TxnOutcome.Unknown unknown -> lost = unknown.cause();
      }
    }
    throw lost != null ? lost : Slate.changedEachTime("the result of a check was put there");
  }

  private Txn finishing(Turn turn, Bytes json, @Nullable KeyValue request) {
    String id = turn.checker().id();
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition.CreateRevisionIs(keys.checker(), turn.revision()));
    conditions.add(new Condition.ModRevisionIs(keys.check(id), 0));
    List<Txn.Write> writes = new ArrayList<>();
    writes.add(Txn.put(keys.check(id), json));
    writes.add(Txn.delete(keys.checker()));
    if (request != null && isOf(id, request)) {
      conditions.add(new Condition.ModRevisionIs(keys.checkRequest(), request.modRevision()));
      writes.add(Txn.delete(keys.checkRequest()));
    }
    return new Txn(conditions, writes);
  }

  /** Whether the request is the one of this check; one that is damaged is nobody's. */
  private static boolean isOf(String id, KeyValue request) {
    try {
      return CheckRequest.fromJson(request.value()).id().equals(id);
    } catch (CorruptRecordException damaged) {
      return false;
    }
  }

  /** Ends the turn without a result. */
  public void giveUp(Turn turn) {
    revoke(turn.lease());
  }

  private void revoke(long lease) {
    try {
      target.revokeLease(lease);
    } catch (EtcdException e) {
      // It runs out by itself within its time to live.
      return;
    }
  }
}
