package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Keeps the target's revision ahead of the source's while the mirror tails, by Txns that put one
 * control record each. They are sent between data Txns and never waited for, and carry the fence of
 * the term, so that a leader of the past makes no revision either.
 */
final class RevisionLead {

  private static final Duration SPACE_CHECK = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  static final Bytes RECORD = Bytes.utf8("{\"version\":1}");

  private final RunContext context;
  private final LongSupplier targetSeen;
  private final LeadBudget budget;
  private final Deque<Pending<TxnOutcome>> inFlight = new ArrayDeque<>();
  private long targetRevision;
  private final Poll<EtcdStatus> statuses;
  private long pausedUntil;
  private boolean hasSpace;

  /**
   * @param targetSeen the target's revision as far as its history has been read
   */
  RevisionLead(RunContext context, LongSupplier targetSeen) {
    this.context = context;
    this.targetSeen = targetSeen;
    long now = context.timing().nanos();
    this.statuses = new Poll<>(context.timing(), SPACE_CHECK, () -> context.target().askStatus());
    this.budget = new LeadBudget(context.limits().lead(), now);
    this.pausedUntil = now;
  }

  /**
   * Makes some revisions, if it is time to.
   *
   * @param source the source's revision as far as it is known
   * @param committed the target's revision after the last data Txn
   * @throws Interrupted.Deposed if the fence holds no more
   */
  void makeSome(long source, long committed) {
    if (!context.limits().lead().isOn()) {
      return;
    }
    collect();
    long now = context.timing().nanos();
    targetRevision = Math.max(targetRevision, Math.max(committed, targetSeen.getAsLong()));
    if (now - pausedUntil < 0 || !hasSpace()) {
      return;
    }
    long lead = targetRevision + inFlight.size() - source;
    for (int i = budget.grant(now, lead, inFlight.size()); i > 0; i--) {
      send();
    }
  }

  private void send() {
    Fence fence = context.leadership().fence();
    if (fence == null) {
      throw new Interrupted.Deposed("the lease of this leader ran out");
    }
    Txn txn =
        new Txn(fence.conditions(context.keys()), List.of(Txn.put(context.keys().lead(), RECORD)));
    inFlight.add(context.target().txn(txn));
  }

  private void collect() {
    while (!inFlight.isEmpty() && inFlight.element().isDone()) {
      switch (inFlight.remove().await()) {
        case TxnOutcome.Committed committed ->
            targetRevision = Math.max(targetRevision, committed.revision());
        case TxnOutcome.ConditionFailed failed -> {
          context.observer().fenced("a Txn that only makes a revision was refused");
          throw new Interrupted.Deposed("the fence of this term does not hold any more");
        }
        case TxnOutcome.Rejected rejected -> pause(rejected.cause());
        case TxnOutcome.Unknown unknown -> pause(unknown.cause());
      }
    }
  }

  /** It does not matter which of them were applied: the target's revision will tell. */
  private void pause(EtcdException cause) {
    context.observer().retried("revision lead", String.valueOf(cause.getMessage()));
    pausedUntil = context.timing().nanos() + PAUSE_AFTER_FAILURE.toNanos();
  }

  /**
   * What only makes revisions must not be what fills the target up. By the last answer: one that
   * does not come, or fails, changes nothing.
   */
  private boolean hasSpace() {
    try {
      Poll.Answer<EtcdStatus> answer = statuses.take();
      if (answer != null) {
        hasSpace = !Preflight.isNearlyFull(answer.value(), context.limits().preflight());
      }
    } catch (EtcdException e) {
      context.observer().retried("status of the target", String.valueOf(e.getMessage()));
    }
    return hasSpace;
  }
}
