package io.understudy.core.failover;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.RunBook.Kept;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Adds entries to journals, each on condition that the one before is still as it was read. */
record RunAppender(RunStore store) {

  /**
   * @param turn that has to be held for it; empty if none has
   * @throws TurnLostException if it is over: nothing was added
   */
  Kept append(Kept read, Function<RunState, Optional<Event>> decide, Optional<RunTurn> turn) {
    List<Condition> always =
        turn.<List<Condition>>map(
                held ->
                    List.of(
                        new Condition.CreateRevisionIs(store.keys().runTurn(), held.revision())))
            .orElse(List.of());
    Kept kept = read;
    // One whose answer was lost may land later than the next one is tried.
    List<Entry> tried = new ArrayList<>();
    boolean mayComeLate = false;
    for (int i = 0; i < RunStore.ATTEMPTS; i++) {
      Optional<Event> event = decide.apply(kept.state());
      if (event.isEmpty()) {
        return kept;
      }
      Entry last = kept.journal().last();
      Entry next =
          store.json().next(last.number() + 1, store.timing().now(), last.hash(), event.get());
      tried.add(next);
      TxnOutcome outcome = store.txn(adding(kept, next, always));
      if (outcome instanceof TxnOutcome.Committed committed) {
        return new Kept(kept.id(), kept.journal().with(next), committed.revision());
      }
      if (outcome instanceof TxnOutcome.Rejected rejected) {
        throw mayComeLate ? rejected.cause() : new NotAddedException(rejected.cause());
      }
      if (outcome instanceof TxnOutcome.Unknown) {
        mayComeLate = true;
        store.timing().backOff(RunStore.PAUSE);
      }
      kept = refreshed(kept);
      if (!Collections.disjoint(kept.journal().entries(), tried)) {
        return kept;
      }
      turn.ifPresent(this::requireTurn);
    }
    throw RunStore.noEnd("an entry was added to the journal of run " + kept.id());
  }

  private Kept refreshed(Kept known) {
    return store
        .refresh(known)
        .orElseThrow(() -> new JournalException("the journal of run " + known.id() + " is gone"));
  }

  private Txn adding(Kept kept, Entry next, List<Condition> always) {
    ControlKeys keys = store.keys();
    String id = kept.id();
    List<Condition> conditions = new ArrayList<>(always);
    conditions.add(
        new Condition.ModRevisionIs(
            keys.runEntry(id, kept.journal().last().number()), kept.lastRevision()));
    conditions.add(new Condition.CreateRevisionIs(keys.runEntry(id, next.number()), 0));
    List<Txn.Write> writes = new ArrayList<>();
    writes.add(Txn.put(keys.runEntry(id, next.number()), store.json().write(next)));
    if (Decider.isClosed(kept.state().after(next))) {
      store
          .read(keys.run())
          .filter(pointer -> RunPointer.fromJson(pointer.value()).id().equals(id))
          .ifPresent(
              pointer -> {
                conditions.add(new Condition.ModRevisionIs(keys.run(), pointer.modRevision()));
                writes.add(Txn.delete(keys.run()));
              });
    }
    return new Txn(conditions, writes);
  }

  private void requireTurn(RunTurn turn) {
    boolean isHeld =
        store
            .read(store.keys().runTurn())
            .filter(kv -> kv.createRevision() == turn.revision())
            .isPresent();
    if (!isHeld) {
      throw new TurnLostException();
    }
  }
}
