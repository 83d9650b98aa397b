package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.LeasedKey;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.port.WatchStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to write one link's target: a leased key in the target, and a term that grows with
 * every change. Taking it and raising the term is one Txn.
 *
 * <p>{@link #keepAlive} may be called by another thread; the rest belongs to one.
 */
public final class Leadership {

  private static final int RENEW_TRIES = 5;

  private final Etcd target;
  private final ControlKeys keys;
  private final String holder;
  private final long ttlSeconds;
  private final Timing timing;
  private volatile long lease;
  private volatile @Nullable Fence fence;
  private volatile long leaseEndsNanos;
  private boolean used;
  private boolean broughtTerm;
  private volatile TermRecord taken = TermRecord.none();
  private Instant formerSince = Instant.EPOCH;

  public Leadership(Etcd target, ControlKeys keys, String holder, long ttlSeconds, Timing timing) {
    this.target = target;
    this.keys = keys;
    this.holder = holder;
    this.ttlSeconds = ttlSeconds;
    this.timing = timing;
  }

  /** What came of an attempt to lead. */
  public sealed interface Attempt {
    record Leading(Fence fence) implements Attempt {}

    /**
     * @param revision target revision at which that was so
     */
    record Following(String leader, long revision) implements Attempt {}

    /** This site is primary: nothing is mirrored into it. */
    record Promoted(TermRecord term) implements Attempt {}
  }

  /**
   * Leads if nobody does.
   *
   * @throws EtcdException if the target does not answer, or refuses the attempt itself
   */
  public Attempt attempt() {
    Found read = target.get(List.of(keys.term(), keys.leader()), 0).await();
    var found = read.keys();
    KeyValue termKey = found.get(keys.term());
    TermRecord term = termKey == null ? TermRecord.none() : TermRecord.fromJson(termKey.value());
    if (term.role() == TermRecord.Role.PROMOTED) {
      return new Attempt.Promoted(term);
    }
    KeyValue leader = LeasedKey.holder(target, read, keys.leader(), ttlSeconds);
    if (leader != null) {
      return new Attempt.Following(leader.value().utf8(), read.revision());
    }
    return campaign(term, termKey == null ? 0 : termKey.modRevision(), read.revision());
  }

  /**
   * Leads on a promoted site, to put its parked objects in place, if nobody does: the same election
   * in the term of the promotion.
   *
   * @return {@link Attempt.Promoted} never; of a site that is not promoted, nobody in particular is
   *     followed
   * @throws EtcdException if the target does not answer, or refuses the attempt itself
   */
  public Attempt attemptOnPromoted() {
    Found read = target.get(List.of(keys.term(), keys.leader()), 0).await();
    KeyValue termKey = read.keys().get(keys.term());
    TermRecord term = termKey == null ? TermRecord.none() : TermRecord.fromJson(termKey.value());
    if (termKey == null || !term.isPromoted()) {
      return new Attempt.Following("nobody: the site is not promoted", read.revision());
    }
    KeyValue leader = LeasedKey.holder(target, read, keys.leader(), ttlSeconds);
    if (leader != null) {
      return new Attempt.Following(leader.value().utf8(), read.revision());
    }
    return campaign(term, termKey.modRevision(), term, List.of(), read.revision());
  }

  private Attempt campaign(TermRecord term, long termRevision, long readAt) {
    TermRecord next = term.next(holder, timing.now(), "leader changed");
    List<Txn.Write> newTerm = List.of(Txn.put(keys.term(), next.toJson()));
    return campaign(term, termRevision, next, newTerm, readAt);
  }

  /**
   * @param newTerm a put of the term record, or nothing
   * @param readAt target revision at which nobody led
   */
  private Attempt campaign(
      TermRecord former,
      long termRevision,
      TermRecord present,
      List<Txn.Write> newTerm,
      long readAt) {
    long asked = timing.nanos();
    long granted = target.grantLease(ttlSeconds);
    List<Txn.Write> writes = new ArrayList<>(newTerm);
    writes.add(new Txn.Write.Put(keys.leader(), Bytes.utf8(holder), granted));
    Txn txn =
        new Txn(
            List.of(
                new Condition.CreateRevisionIs(keys.leader(), 0),
                new Condition.ModRevisionIs(keys.term(), termRevision)),
            writes);
    TxnOutcome outcome = target.txn(txn).await();
    if (!(outcome instanceof TxnOutcome.Committed committed)) {
      abandon(granted);
      return lost(outcome, readAt);
    }
    lease = granted;
    leaseEndsNanos = asked + nanos(ttlSeconds);
    long since = newTerm.isEmpty() ? termRevision : committed.revision();
    Fence won = new Fence(present.term(), since, committed.revision());
    fence = won;
    used = false;
    formerSince = former.since();
    taken = present;
    broughtTerm = termRevision == 0;
    return new Attempt.Leading(won);
  }

  /** Whoever may have won is seen by a watch from where nobody led. */
  private static Attempt lost(TxnOutcome outcome, long readAt) {
    return switch (outcome) {
      case TxnOutcome.Rejected rejected -> throw rejected.cause();
      case TxnOutcome.ConditionFailed failed -> new Attempt.Following("unknown", failed.revision());
      case TxnOutcome.Unknown unknown -> new Attempt.Following("unknown", readAt);
      case TxnOutcome.Committed committed -> throw new IllegalArgumentException("it was won");
    };
  }

  /**
   * The fence of the present term; null when not leading. A lease that could not be renewed for its
   * whole time to live counts as lost: etcd's clock began later than this one, so whoever cannot
   * reach the target stops by itself before another may lead.
   */
  public @Nullable Fence fence() {
    return timing.nanos() - leaseEndsNanos < 0 ? fence : null;
  }

  /** The leader's key from the revision after this one on, for a follower to see it go. */
  public WatchStream watchLeader(long revision) {
    return target.watch(KeyRange.only(keys.leader()), revision + 1);
  }

  /** When the term before this leadership was taken, by the clock of who took it. */
  Instant formerSince() {
    return formerSince;
  }

  /**
   * A run begins. Every run has a term of its own, so that nothing an earlier one sent can land in
   * it.
   *
   * @return false if another leads or the site was promoted
   * @throws EtcdException if the target does not answer
   */
  public boolean beginRun() {
    return beginRun(0);
  }

  /**
   * The same, in a term above another: that of the source, whose site may have been the standby
   * before.
   */
  boolean beginRun(long above) {
    Fence held = fence();
    if (held != null && held.term() <= above) {
      used = true;
      return renewTerm("above the source's term " + above, above) != null;
    }
    if (used) {
      return renewTerm("a new run of the same leader") != null;
    }
    used = true;
    return fence() != null;
  }

  /**
   * A new term for the same leader: whatever was sent under the old one can no longer land.
   *
   * @return the new fence, or null if another leads or the site was promoted
   * @throws EtcdException if the target does not answer
   */
  @Nullable Fence renewTerm(String reason) {
    return renewTerm(reason, 0);
  }

  private @Nullable Fence renewTerm(String reason, long above) {
    Fence old = fence();
    if (old == null) {
      return null;
    }
    long next = Math.max(old.term(), above) + 1;
    Bytes wanted = taken.inTerm(next, holder, timing.now(), reason).toJson();
    Txn txn = new Txn(old.conditions(keys), List.of(Txn.put(keys.term(), wanted)));
    for (int i = 0; i < RENEW_TRIES; i++) {
      TxnOutcome outcome = target.txn(txn).await();
      if (outcome instanceof TxnOutcome.Committed committed) {
        return renewed(old, next, committed.revision());
      }
      if (outcome instanceof TxnOutcome.Rejected rejected) {
        throw rejected.cause();
      }
      KeyValue term = target.get(List.of(keys.term()), 0).await().keys().get(keys.term());
      if (term != null && term.value().equals(wanted)) {
        return renewed(old, next, term.modRevision());
      }
      if (outcome instanceof TxnOutcome.ConditionFailed) {
        fence = null;
        return null;
      }
      if (outcome instanceof TxnOutcome.Unknown unknown && isFull(unknown.cause())) {
        throw unknown.cause();
      }
      timing.backOff(Duration.ofMillis(100L << i));
    }
    throw new EtcdException(
        EtcdException.Kind.UNAVAILABLE, "target: taking a new term got no answer");
  }

  /** Then a Txn that is not there after its answer never will be. */
  private static boolean isFull(EtcdException cause) {
    return cause.kind() == EtcdException.Kind.NO_SPACE;
  }

  private Fence renewed(Fence old, long term, long termRevision) {
    Fence renewed = new Fence(term, termRevision, old.leaderRevision());
    fence = renewed;
    return renewed;
  }

  /** Keeps the lease; call every third of its time to live. One that is gone ends the lead. */
  public void keepAlive() {
    long held = lease;
    if (fence == null) {
      return;
    }
    long asked = timing.nanos();
    long secondsLeft = target.keepLeaseAlive(held);
    if (held != lease) {
      return;
    }
    if (secondsLeft > 0) {
      leaseEndsNanos = asked + nanos(secondsLeft);
    } else {
      fence = null;
    }
  }

  /** Gives up at once, so that another need not wait for the lease to run out. */
  public void resign() {
    fence = null;
    long held = lease;
    if (held != 0) {
      lease = 0;
      abandon(held);
    }
  }

  /**
   * Takes back the term record if this leadership brought it, and ends with it: what would be left
   * says "standby" of an etcd that never was a target.
   */
  void withdraw() {
    Fence held = fence();
    if (held != null
        && broughtTerm
        && target.txn(held.withdrawal(keys)).await() instanceof TxnOutcome.Committed) {
      fence = null;
    }
  }

  private static long nanos(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private void abandon(long granted) {
    try {
      target.revokeLease(granted);
    } catch (EtcdException e) {
      // It runs out by itself within its time to live.
      return;
    }
  }
}
