package io.understudy.core.role;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.mirror.Patience;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Changes a site's role in its etcd. Any process that reaches it may do so, whoever leads: what
 * decides is one compare-and-set. Safe for use by several threads.
 */
public final class Roles {

  private final Etcd target;
  private final ControlKeys keys;
  private final String holder;
  private final Timing timing;
  private final RoleLimits limits;

  public Roles(Etcd target, ControlKeys keys, String holder, Timing timing, RoleLimits limits) {
    this.target = target;
    this.keys = keys;
    this.holder = holder;
    this.timing = timing;
    this.limits = limits;
  }

  /**
   * Makes the standby the primary. From its Txn on no mirror writes a byte.
   *
   * <p>A busy mirror moves the checkpoint every few milliseconds. If that defeats the
   * compare-and-set too often, a standby term is taken first, under which the checkpoint stands
   * still.
   *
   * @param rival the other site, which may forbid it
   * @throws EtcdException if the target does not answer; repeating the same request is safe
   * @throws io.understudy.core.control.CorruptRecordException if a record cannot be read
   */
  public RoleChange promote(RoleRequest request, Rival rival) {
    long clusterId = rival.isPromoted() ? patiently(target::status).clusterId() : 0;
    Promotion promotion = new Promotion(keys, request, rival, clusterId, holder, timing.now());
    for (int tried = 1; tried <= 2 * limits.attempts(); tried++) {
      SiteRecords seen = records();
      switch (promotion.decide(seen)) {
        case Decision.Settled settled -> {
          return settled.outcome();
        }
        case Decision.Change change -> {
          boolean moves = tried > limits.attempts();
          if (!moves) {
            commit(change.txn());
          } else {
            // Whether that was done, the records tell.
            commit(promotion.fencingOff(seen));
            if (promotion.decide(records()) instanceof Decision.Change still) {
              commit(still.txn());
            }
          }
        }
      }
    }
    return outcome(promotion.decide(records()));
  }

  /** The same where nothing is known of the other site. */
  public RoleChange promote(RoleRequest request) {
    return promote(request, Rival.unknown());
  }

  /**
   * Makes the site a standby again, or an original primary one for the first time. The records of
   * its last life as a standby go first, the role changes last: after a crash in between it is what
   * it was, and the call is repeated.
   *
   * @param aboveTerm the other side's term, 0 if it is not known
   * @throws EtcdException if the target does not answer; repeating the same request is safe
   * @throws io.understudy.core.control.CorruptRecordException if a record cannot be read
   */
  public RoleChange demote(RoleRequest request, long aboveTerm) {
    Demotion demotion = new Demotion(keys, request, aboveTerm, holder, timing.now());
    for (int tried = 1; tried <= limits.attempts(); tried++) {
      SiteRecords seen = records();
      switch (demotion.decide(seen, parked())) {
        case Decision.Settled settled -> {
          return settled.outcome();
        }
        case Decision.Change change -> {
          if (cleaned(demotion.conditions(seen))) {
            commit(change.txn());
          }
        }
      }
    }
    return outcome(demotion.decide(records(), parked()));
  }

  /**
   * Sees to it that a promotion that was asked for and has not happened cannot happen any more,
   * however late its transaction comes: takes the next term, as a standby.
   *
   * @return the record as it is then; a promoted one if it had happened before
   * @throws EtcdException if the target does not answer; repeating it is safe
   */
  public TermRecord withdrawPromotion(String reason) {
    for (int tried = 1; tried <= limits.attempts(); tried++) {
      SiteRecords seen = records();
      if (seen.term().isPromoted()) {
        return seen.term();
      }
      TermRecord next = seen.term().next(holder, timing.now(), reason);
      Txn txn =
          new Txn(
              List.of(new Txn.Condition.ModRevisionIs(keys.term(), seen.termRevision())),
              List.of(Txn.put(keys.term(), next.toJson())));
      if (commit(txn)) {
        return next;
      }
    }
    throw unsettled();
  }

  /**
   * Asks for the parked objects to be put in place; whichever replica leads then does it. While one
   * is under way this changes nothing, after it is done it is done again.
   *
   * @return the record as it is; empty if this site is not promoted
   * @throws EtcdException if the target does not answer; repeating it is safe
   */
  public Optional<UnparkRecord> requestUnpark(String reason) {
    for (int tried = 1; tried <= limits.attempts(); tried++) {
      SiteRecords seen = records();
      if (!seen.term().isPromoted()) {
        return Optional.empty();
      }
      UnparkRecord last = seen.unpark();
      if (last != null && !last.isDone()) {
        return Optional.of(last);
      }
      UnparkRecord wanted = UnparkRecord.requested(timing.now(), reason);
      Txn txn =
          new Txn(
              List.of(
                  new Txn.Condition.ModRevisionIs(keys.term(), seen.termRevision()),
                  new Txn.Condition.ModRevisionIs(keys.unpark(), seen.unparkRevision())),
              List.of(Txn.put(keys.unpark(), wanted.toJson())));
      if (commit(txn)) {
        return Optional.of(wanted);
      }
    }
    throw unsettled();
  }

  /**
   * How far the last unpark has come; empty if none was asked for since the promotion.
   *
   * @throws EtcdException if the target does not answer
   */
  public Optional<UnparkRecord> unpark() {
    return Optional.ofNullable(records().unpark());
  }

  private SiteRecords records() {
    return patiently(() -> SiteRecords.read(target, keys));
  }

  private long parked() {
    RangeQuery count = RangeQuery.count(keys.parked(KeyRange.ALL), 0);
    return patiently(() -> target.range(count).await().count());
  }

  /**
   * @return false if the role changed meanwhile
   */
  private boolean cleaned(List<Txn.Condition> conditions) {
    for (Bytes prefix : keys.listPrefixes()) {
      KeyRange range = KeyRange.prefix(prefix);
      while (true) {
        RangeQuery query = RangeQuery.keys(range, 0, limits.txnMaxWrites());
        List<KeyValue> some = patiently(() -> target.range(query).await().keys());
        if (some.isEmpty()) {
          break;
        }
        List<Txn.Write> deletes = some.stream().map(kv -> Txn.delete(kv.key())).toList();
        if (!commit(new Txn(conditions, deletes))) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * @return false if it was refused, or nobody knows; the records tell
   */
  private boolean commit(Txn txn) {
    return switch (target.txn(txn).await()) {
      case TxnOutcome.Committed committed -> true;
      case TxnOutcome.ConditionFailed failed -> false;
      case TxnOutcome.Rejected rejected -> throw rejected.cause();
      case TxnOutcome.Unknown unknown -> {
        timing.backOff(limits.retryPause());
        yield false;
      }
    };
  }

  private RoleChange outcome(Decision last) {
    if (last instanceof Decision.Settled settled) {
      return settled.outcome();
    }
    throw unsettled();
  }

  /** A full store answers each write in a way that leaves it open whether it was applied. */
  private EtcdException unsettled() {
    if (patiently(target::status).isFull()) {
      return new EtcdException(
          EtcdException.Kind.NO_SPACE,
          "target: it is full (NOSPACE alarm) and refuses every write; compact and defragment it or"
              + " raise its quota, disarm the alarm, and repeat the same request");
    }
    return new EtcdException(
        EtcdException.Kind.UNAVAILABLE,
        "target: the records kept moving or no answer came; repeat the same request to learn what"
            + " came of it");
  }

  private <T> T patiently(Supplier<T> read) {
    return new Patience(timing, limits.retries(), limits.retryPause()).read(read);
  }
}
