package io.understudy.core.failover;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The journals of all runs, in the target etcd. Entries are only ever added, each on condition that
 * the one before it is still as it was read. Every call throws {@link EtcdException} if the target
 * does not answer. Safe for several threads.
 */
public final class RunBook {

  private final RunStore store;
  private final RunBeginnings beginnings;
  private final RunAppender appender;
  private final RunPruning pruning;

  public RunBook(Etcd target, ControlKeys keys, EntryJson json, Timing timing) {
    this.store = new RunStore(target, keys, json, timing);
    this.beginnings = new RunBeginnings(store);
    this.appender = new RunAppender(store);
    this.pruning = new RunPruning(store);
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
    return beginnings.current();
  }

  /** Ids of all runs that are kept, the newest first. */
  public List<String> ids() {
    return pruning.ids();
  }

  /**
   * All of a journal, each entry held against the one before.
   *
   * @return empty if there is no such run
   * @throws JournalException if its journal is not what was written
   */
  public Optional<Kept> load(String id) {
    return store.load(id);
  }

  /**
   * The same journal as it is now. What is known of it is not read again: the last known entry has
   * to be as it was, and what follows has to follow from it.
   *
   * @return empty if the run is not kept any more
   * @throws JournalException if that does not hold
   */
  public Optional<Kept> refresh(Kept known) {
    return store.refresh(known);
  }

  /**
   * Begins a run, if none goes on.
   *
   * @param id new; ids in the order of their letters are in the order of time
   * @param termRevision of the term record that it was planned with, 0 if there was none
   */
  public Beginning begin(
      String id, Event.Begun begun, Optional<Idempotency> request, long termRevision) {
    return beginnings.begin(id, begun, request, termRevision);
  }

  /**
   * Which run the same request began: {@link Beginning.Repeated} or {@link Beginning.OtherBody};
   * empty if none.
   */
  public Optional<Beginning> find(Idempotency request) {
    return beginnings.find(request);
  }

  /**
   * Adds what happened, whatever was added meanwhile. Once a run has ended, and what comes after
   * its end is through, another may begin.
   *
   * @throws TurnLostException if the turn is over: nothing was added
   */
  public Kept append(Kept kept, Event event, RunTurn turn) {
    return appender.append(kept, fresh -> Optional.of(event), Optional.of(turn));
  }

  /**
   * Adds what is decided by the journal as it is at that moment, as who has the turn.
   *
   * @param decide empty to add nothing
   * @return as it is then; whether anything was added shows at its end
   * @throws TurnLostException if the turn is over: nothing was added
   */
  public Kept append(Kept kept, Function<RunState, Optional<Event>> decide, RunTurn turn) {
    return appender.append(kept, decide, Optional.of(turn));
  }

  /**
   * Adds what is decided by the journal as it is at that moment; whoever has the turn finds it
   * there.
   *
   * @param decide empty to add nothing
   * @return with what was added, if anything was
   */
  public Kept append(Kept kept, Function<RunState, Optional<Event>> decide) {
    return appender.append(kept, decide, Optional.empty());
  }

  /**
   * Deletes the oldest runs and what belongs to them, so that no more than these are kept, and of
   * each verb the newest that succeeded: people ask when the last drill was, however long ago.
   */
  public void prune(int keep) {
    pruning.prune(keep, current(), this::success);
  }

  /** The verb of a run that succeeded; of a damaged journal nobody knows. */
  private Optional<Verb> success(String id) {
    try {
      return load(id)
          .map(Kept::state)
          .filter(run -> run.outcome() == Event.Outcome.SUCCEEDED)
          .map(RunState::verb);
    } catch (JournalException damaged) {
      return Optional.empty();
    }
  }
}
