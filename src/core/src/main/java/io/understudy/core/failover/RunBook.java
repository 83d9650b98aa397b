package io.understudy.core.failover;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The journals of all runs, in the target etcd. Entries are only ever added, each on condition that
 * the one before it is still as it was read. Every call throws {@link EtcdException} if the target
 * does not answer. Safe for several threads.
 */
public final class RunBook {

  private static final int PAGE = 500;
  private static final int ATTEMPTS = 20;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Etcd target;
  private final ControlKeys keys;
  private final EntryJson json;
  private final Timing timing;

  public RunBook(Etcd target, ControlKeys keys, EntryJson json, Timing timing) {
    this.target = target;
    this.keys = keys;
    this.json = json;
    this.timing = timing;
  }

  /**
   * A journal as it was read.
   *
   * @param lastRevision target revision at which its last entry was put
   */
  public record Kept(String id, Journal journal, long lastRevision) {

    public RunState state() {
      return journal.state();
    }
  }

  /** A request that may be repeated. Both are digests. */
  public record Idempotency(String key, String body) {}

  /** What came of beginning a run. */
  public sealed interface Beginning {

    record Begun(String id) implements Beginning {}

    /** The same request had begun it. */
    record Repeated(String id) implements Beginning {}

    /** The same idempotency key came with another body. */
    record OtherBody(String id) implements Beginning {}

    /** Another run goes on. */
    record Busy(String id) implements Beginning {}

    /** The term is not the one that was planned with any more. */
    record TermMoved() implements Beginning {}
  }

  /** Id of the run that goes on. */
  public Optional<String> current() {
    return read(keys.run()).map(kv -> RunPointer.fromJson(kv.value()).id());
  }

  /** Ids of all runs that are kept, the newest first. */
  public List<String> ids() {
    Set<String> ids = new LinkedHashSet<>();
    Bytes prefix = keys.runsPrefix();
    each(
        prefix,
        RangeQuery.Content.KEYS,
        kv -> {
          String rest = kv.key().dropFirst(prefix.length()).utf8();
          ids.add(rest.substring(0, Math.max(0, rest.indexOf('/'))));
        });
    return new ArrayList<>(ids).reversed();
  }

  /**
   * @return empty if there is no such run
   * @throws JournalException if its journal is not what was written
   */
  public Optional<Kept> load(String id) {
    List<Entry> entries = new ArrayList<>();
    List<Long> revisions = new ArrayList<>();
    each(
        keys.runPrefix(id),
        RangeQuery.Content.KEYS_AND_VALUES,
        kv -> {
          entries.add(json.read(kv.value()));
          revisions.add(kv.modRevision());
        });
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(new Kept(id, Journal.of(entries), revisions.getLast()));
  }

  /**
   * Begins a run, if none goes on.
   *
   * @param id new; ids in the order of their letters are in the order of time
   * @param termRevision of the term record that it was planned with, 0 if there was none
   */
  public Beginning begin(
      String id, Event.Begun begun, Optional<Idempotency> request, long termRevision) {
    Entry first = json.next(0, timing.now(), "", begun);
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition.CreateRevisionIs(keys.run(), 0));
    conditions.add(new Condition.CreateRevisionIs(keys.runEntry(id, 0), 0));
    conditions.add(new Condition.ModRevisionIs(keys.term(), termRevision));
    List<Txn.Write> writes = new ArrayList<>();
    writes.add(Txn.put(keys.run(), new RunPointer(id, "").toJson()));
    writes.add(Txn.put(keys.runEntry(id, 0), json.write(first)));
    request.ifPresent(
        asked -> {
          Bytes key = keys.runRequest(asked.key());
          conditions.add(new Condition.CreateRevisionIs(key, 0));
          writes.add(Txn.put(key, new RunPointer(id, asked.body()).toJson()));
        });
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Beginning> known = alreadyBegun(id, request, termRevision);
      if (known.isPresent()) {
        return known.get();
      }
      if (target.txn(new Txn(conditions, writes)).await() instanceof TxnOutcome.Committed) {
        return new Beginning.Begun(id);
      }
      timing.backOff(PAUSE);
    }
    throw noEnd("a run was begun");
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
    long term = read(keys.term()).map(KeyValue::modRevision).orElse(0L);
    return term == termRevision ? Optional.empty() : Optional.of(new Beginning.TermMoved());
  }

  /**
   * Which run the same request began: {@link Beginning.Repeated} or {@link Beginning.OtherBody};
   * empty if none.
   */
  public Optional<Beginning> find(Idempotency request) {
    return read(keys.runRequest(request.key()))
        .map(kv -> RunPointer.fromJson(kv.value()))
        .map(
            pointer ->
                pointer.body().equals(request.body())
                    ? new Beginning.Repeated(pointer.id())
                    : new Beginning.OtherBody(pointer.id()));
  }

  /**
   * Adds what happened, whatever was added meanwhile. An {@link Event.Ended} ends the run.
   *
   * @throws TurnLostException if the turn is over: nothing was added
   */
  public Kept append(Kept kept, Event event, RunTurn turn) {
    return append(
        kept.id(),
        fresh -> Optional.of(event),
        kept,
        List.of(new Condition.CreateRevisionIs(keys.runTurn(), turn.revision())));
  }

  /**
   * Adds what is decided by the journal as it is at that moment, as who has the turn.
   *
   * @param decide empty to add nothing
   * @return as it is then; whether anything was added shows at its end
   * @throws TurnLostException if the turn is over: nothing was added
   */
  public Kept append(Kept kept, Function<RunState, Optional<Event>> decide, RunTurn turn) {
    return append(
        kept.id(),
        decide,
        kept,
        List.of(new Condition.CreateRevisionIs(keys.runTurn(), turn.revision())));
  }

  /**
   * Adds what is decided by the journal as it is at that moment; whoever has the turn finds it
   * there.
   *
   * @param decide empty to add nothing
   * @return with what was added, if anything was
   */
  public Kept append(Kept kept, Function<RunState, Optional<Event>> decide) {
    return append(kept.id(), decide, kept, List.of());
  }

  private Kept append(
      String id, Function<RunState, Optional<Event>> decide, Kept read, List<Condition> always) {
    Kept kept = read;
    // One whose answer was lost may land later than the next one is tried.
    List<Entry> tried = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Event> event = decide.apply(kept.state());
      if (event.isEmpty()) {
        return kept;
      }
      Entry last = kept.journal().last();
      Entry next = json.next(last.number() + 1, timing.now(), last.hash(), event.get());
      tried.add(next);
      TxnOutcome outcome = target.txn(adding(kept, next, always)).await();
      if (outcome instanceof TxnOutcome.Committed committed) {
        return new Kept(id, kept.journal().with(next), committed.revision());
      }
      if (outcome instanceof TxnOutcome.Rejected rejected) {
        throw rejected.cause();
      }
      if (outcome instanceof TxnOutcome.Unknown) {
        timing.backOff(PAUSE);
      }
      kept = reload(id);
      if (!Collections.disjoint(kept.journal().entries(), tried)) {
        return kept;
      }
      requireTurn(always);
    }
    throw noEnd("an entry was added to the journal of run " + id);
  }

  private Txn adding(Kept kept, Entry next, List<Condition> always) {
    List<Condition> conditions = new ArrayList<>(always);
    String id = kept.id();
    conditions.add(
        new Condition.ModRevisionIs(
            keys.runEntry(id, kept.journal().last().number()), kept.lastRevision()));
    conditions.add(new Condition.CreateRevisionIs(keys.runEntry(id, next.number()), 0));
    List<Txn.Write> writes = new ArrayList<>();
    writes.add(Txn.put(keys.runEntry(id, next.number()), json.write(next)));
    if (next.event() instanceof Event.Ended) {
      read(keys.run())
          .filter(pointer -> RunPointer.fromJson(pointer.value()).id().equals(id))
          .ifPresent(
              pointer -> {
                conditions.add(new Condition.ModRevisionIs(keys.run(), pointer.modRevision()));
                writes.add(Txn.delete(keys.run()));
              });
    }
    return new Txn(conditions, writes);
  }

  private void requireTurn(List<Condition> always) {
    for (Condition condition : always) {
      if (condition instanceof Condition.CreateRevisionIs turn
          && read(turn.key()).filter(kv -> kv.createRevision() == turn.revision()).isEmpty()) {
        throw new TurnLostException();
      }
    }
  }

  /** Deletes the oldest runs and what belongs to them, so that no more than these are kept. */
  public void prune(int keep) {
    List<String> ids = ids();
    if (ids.size() <= keep) {
      return;
    }
    Set<String> old = new LinkedHashSet<>(ids.subList(keep, ids.size()));
    current().ifPresent(old::remove);
    List<Bytes> doomed = new ArrayList<>();
    each(
        keys.runRequest(""),
        RangeQuery.Content.KEYS_AND_VALUES,
        kv -> {
          if (old.contains(RunPointer.fromJson(kv.value()).id())) {
            doomed.add(kv.key());
          }
        });
    // The first entries last: what was begun to be deleted is found again.
    old.forEach(
        id -> {
          List<Bytes> entries = new ArrayList<>();
          each(keys.runPrefix(id), RangeQuery.Content.KEYS, kv -> entries.add(kv.key()));
          doomed.addAll(entries.reversed());
        });
    doomed.forEach(key -> target.txn(new Txn(List.of(), List.of(Txn.delete(key)))).await());
  }

  private Kept reload(String id) {
    return load(id)
        .orElseThrow(() -> new JournalException("the journal of run " + id + " is gone"));
  }

  private Optional<KeyValue> read(Bytes key) {
    return Optional.ofNullable(target.get(List.of(key), 0).await().keys().get(key));
  }

  private void each(Bytes prefix, RangeQuery.Content content, Consumer<KeyValue> with) {
    KeyRange range = KeyRange.prefix(prefix);
    while (true) {
      Page page = target.range(new RangeQuery(range, 0, PAGE, content, 0)).await();
      page.keys().forEach(with);
      if (page.keys().size() < PAGE) {
        return;
      }
      range = new KeyRange(page.keys().getLast().key().next(), range.to());
    }
  }

  private static EtcdException noEnd(String what) {
    return new EtcdException(
        EtcdException.Kind.UNAVAILABLE,
        "target: no certain answer came while " + what + "; ask again to learn what came of it");
  }
}
