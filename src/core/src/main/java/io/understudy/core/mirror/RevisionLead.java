package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the target's revision ahead of the source's while the mirror tails, by Txns that put one
 * control record each. They are sent between data Txns and never waited for, and carry the fence of
 * the term, so that a leader of the past makes no revision either.
 */
final class RevisionLead {

  private static final Duration SPACE_CHECK = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Bytes RECORD = Bytes.utf8("{\"version\":1}");

  private final RunContext context;
  private final LongSupplier targetSeen;
  private final LeadBudget budget;
  private final Deque<Pending<TxnOutcome>> inFlight = new ArrayDeque<>();
  private long targetRevision;
  private Instant pausedUntil;
  private @Nullable Instant spaceChecked;

  /**
   * @param targetSeen the target's revision as far as its history has been read
   */
  RevisionLead(RunContext context, LongSupplier targetSeen) {
    this.context = context;
    this.targetSeen = targetSeen;
    Instant now = context.timing().now();
    this.budget = new LeadBudget(context.limits().lead(), now);
    this.pausedUntil = now;
  }

  /**
   * Makes some revisions, if it is time to.
   *
   * @param source the source's revision
   * @param committed the target's revision after the last data Txn
   * @throws Interrupted.Deposed if the fence holds no more
   */
  void makeSome(long source, long committed) {
    if (!context.limits().lead().isOn()) {
      return;
    }
    collect();
    Instant now = context.timing().now();
    targetRevision = Math.max(targetRevision, Math.max(committed, targetSeen.getAsLong()));
    if (now.isBefore(pausedUntil) || !hasSpace(now)) {
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
    pausedUntil = context.timing().now().plus(PAUSE_AFTER_FAILURE);
  }

  /** What only makes revisions must not be what fills the target up. */
  private boolean hasSpace(Instant now) {
    if (spaceChecked != null && now.isBefore(spaceChecked.plus(SPACE_CHECK))) {
      return true;
    }
    try {
      if (Preflight.isNearlyFull(context.target().status(), context.limits().preflight())) {
        pausedUntil = now.plus(SPACE_CHECK);
        return false;
      }
      spaceChecked = now;
      return true;
    } catch (EtcdException e) {
      pause(e);
      return false;
    }
  }
}
