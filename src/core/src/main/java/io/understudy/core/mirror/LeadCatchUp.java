package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes revisions on a promoted site until it has come to a revision: what {@link RevisionLead} had
 * not done when the mirror ended. Each Txn puts the same control record, on condition that the term
 * is still that of the promotion. Bounded by a rate and by what is under way at once.
 *
 * <p>For one thread. Nothing depends on which of its Txns are applied: whoever calls reads the
 * revision.
 */
public final class LeadCatchUp {

  private final Etcd target;
  private final ControlKeys keys;
  private final long termRevision;
  private final Timing timing;
  private final LeadBudget budget;
  private final Deque<Pending<TxnOutcome>> inFlight = new ArrayDeque<>();

  /**
   * @param termRevision target revision at which the term was put under which this goes on
   * @param perSecond most revisions a second
   */
  public LeadCatchUp(
      Etcd target, ControlKeys keys, long termRevision, Timing timing, int perSecond) {
    this.target = target;
    this.keys = keys;
    this.termRevision = termRevision;
    this.timing = timing;
    this.budget = new LeadBudget(new LeadLimits(1, perSecond), timing.nanos());
  }

  /** What came of one round. */
  public sealed interface Round {

    /**
     * @param revision the target's, as far as this round has seen it
     */
    record Made(long revision) implements Round {}

    /** The site's role has changed meanwhile; nothing more is to be made. */
    record Deposed() implements Round {}

    /** The target does not take it now. */
    record Trouble(String why) implements Round {}
  }

  /**
   * Makes as many as are missing and the rate allows, and waits for their answers.
   *
   * @param present the target's revision
   * @param goal to come to
   */
  public Round round(long present, long goal) {
    long missing = goal - present;
    int granted = budget.grant(timing.nanos(), present - goal, 0);
    Bytes record = RevisionLead.RECORD;
    for (long i = Math.min(granted, missing); i > 0; i--) {
      inFlight.add(
          target.txn(
              new Txn(
                  List.of(new Txn.Condition.ModRevisionIs(keys.term(), termRevision)),
                  List.of(Txn.put(keys.lead(), record)))));
    }
    long revision = present;
    Round failed = null;
    while (!inFlight.isEmpty()) {
      switch (inFlight.remove().await()) {
        case TxnOutcome.Committed committed -> revision = Math.max(revision, committed.revision());
        case TxnOutcome.ConditionFailed refused -> failed = new Round.Deposed();
        case TxnOutcome.Rejected rejected -> failed = trouble(failed, rejected.cause());
        case TxnOutcome.Unknown unknown -> failed = trouble(failed, unknown.cause());
      }
    }
    return failed == null ? new Round.Made(revision) : failed;
  }

  private static Round trouble(@Nullable Round before, RuntimeException cause) {
    return before instanceof Round.Deposed
        ? before
        : new Round.Trouble(String.valueOf(cause.getMessage()));
  }
}
