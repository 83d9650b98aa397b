package io.understudy.core.failover;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.failover.RunBook.Beginning;
import io.understudy.core.failover.RunBook.Idempotency;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Begins runs, each request once and one run at a time. */
record RunBeginnings(RunStore store) {

  Beginning begin(String id, Event.Begun begun, Optional<Idempotency> request, long termRevision) {
    Txn txn = beginning(id, begun, request, termRevision);
    for (int i = 0; i < RunStore.ATTEMPTS; i++) {
      Optional<Beginning> known = alreadyBegun(id, request, termRevision);
      if (known.isPresent()) {
        return known.get();
      }
      if (store.txn(txn) instanceof TxnOutcome.Committed) {
        return new Beginning.Begun(id);
      }
      store.timing().backOff(RunStore.PAUSE);
    }
    throw RunStore.noEnd("a run was begun");
  }

  private Txn beginning(
      String id, Event.Begun begun, Optional<Idempotency> request, long termRevision) {
    ControlKeys keys = store.keys();
    Entry first = store.json().next(0, store.timing().now(), "", begun);
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition.CreateRevisionIs(keys.run(), 0));
    conditions.add(new Condition.CreateRevisionIs(keys.runEntry(id, 0), 0));
    conditions.add(new Condition.ModRevisionIs(keys.term(), termRevision));
    List<Txn.Write> writes = new ArrayList<>();
    writes.add(Txn.put(keys.run(), new RunPointer(id, "").toJson()));
    writes.add(Txn.put(keys.runEntry(id, 0), store.json().write(first)));
    request.ifPresent(
        asked -> {
          Bytes key = keys.runRequest(asked.key());
          conditions.add(new Condition.CreateRevisionIs(key, 0));
          writes.add(Txn.put(key, new RunPointer(id, asked.body()).toJson()));
        });
    return new Txn(conditions, writes);
  }

  private Optional<Beginning> alreadyBegun(
      String id, Optional<Idempotency> request, long termRevision) {
    Optional<Beginning> earlier = request.flatMap(this::find);
    if (earlier.isPresent()) {
      boolean isMine = earlier.get().equals(new Beginning.Repeated(id));
      return isMine ? Optional.of(new Beginning.Begun(id)) : earlier;
    }
    Optional<String> running = current();
    if (running.isPresent()) {
      return Optional.of(
          running.get().equals(id) ? new Beginning.Begun(id) : new Beginning.Busy(running.get()));
    }
    long term = store.read(store.keys().term()).map(KeyValue::modRevision).orElse(0L);
    return term == termRevision ? Optional.empty() : Optional.of(new Beginning.TermMoved());
  }

  Optional<String> current() {
    return store.read(store.keys().run()).map(kv -> RunPointer.fromJson(kv.value()).id());
  }

  Optional<Beginning> find(Idempotency request) {
    return store
        .read(store.keys().runRequest(request.key()))
        .map(kv -> RunPointer.fromJson(kv.value()))
        .map(
            pointer ->
                pointer.body().equals(request.body())
                    ? new Beginning.Repeated(pointer.id())
                    : new Beginning.OtherBody(pointer.id()));
  }
}
