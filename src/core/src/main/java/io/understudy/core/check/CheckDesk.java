package io.understudy.core.check;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRequest;
import io.understudy.core.control.CheckerRecord;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.TxnOutcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Takes requests for checks, tells what goes on, and keeps results that nobody took a turn for. Any
 * replica can; safe for several threads. Every call throws {@link EtcdException} if the target does
 * not answer; what was to be written may be there all the same.
 */
public final class CheckDesk {

  private static final int ATTEMPTS = 5;

  private final Etcd target;
  private final ControlKeys keys;
  private final CheckBook book;
  private final InstantSource time;

  public CheckDesk(Etcd target, ControlKeys keys, InstantSource time) {
    this.target = target;
    this.keys = keys;
    this.book = new CheckBook(target, keys);
    this.time = time;
  }

  /** What came of asking for a check. */
  public sealed interface Asked {

    /** It is on record, now or by an earlier request for the same that still waits. */
    record OnRecord(CheckRequest request) implements Asked {}

    /** One of another kind waits. */
    record Other(CheckRequest waiting) implements Asked {}
  }

  /**
   * What goes on.
   *
   * @param running the check that is being run now
   * @param requested the check that was asked for and has no result yet; it may be running
   */
  public record Now(Optional<CheckerRecord> running, Optional<CheckRequest> requested) {}

  /**
   * @throws CorruptRecordException if a record cannot be read
   */
  public Now now() {
    Slate slate = Slate.read(target, keys);
    return new Now(Optional.ofNullable(slate.checker()), Optional.ofNullable(slate.request()));
  }

  /**
   * Puts a request on record, which whoever has the next turn takes up. It survives restarts.
   *
   * @throws CorruptRecordException if a record cannot be read
   */
  public Asked ask(boolean values, boolean full) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Slate slate = Slate.read(target, keys);
      CheckRequest waiting = slate.request();
      if (waiting != null) {
        boolean same = waiting.values() == values && waiting.full() == full;
        return same ? new Asked.OnRecord(waiting) : new Asked.Other(waiting);
      }
      CheckRequest request =
          new CheckRequest(slate.nextId(book.ids(), time), time.instant(), values, full);
      List<Condition> conditions = slate.conditions(request.id());
      Txn txn = new Txn(conditions, List.of(Txn.put(keys.checkRequest(), request.toJson())));
      if (isCommitted(txn)) {
        return new Asked.OnRecord(request);
      }
    }
    throw Slate.changedEachTime("a request for a check was put there");
  }

  /**
   * Keeps the result of a check that nobody had to wait their turn for, under an id of its own.
   *
   * @return as it is kept
   * @throws CorruptRecordException if a record cannot be read
   */
  public CheckRecord keep(CheckRecord result) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Slate slate = Slate.read(target, keys);
      CheckRecord named = result.named(slate.nextId(book.ids(), time));
      Txn.Write put = Txn.put(keys.check(named.id()), named.toJson());
      if (isCommitted(new Txn(slate.conditions(named.id()), List.of(put)))) {
        return named;
      }
    }
    throw Slate.changedEachTime("the result of a check was put there");
  }

  private boolean isCommitted(Txn txn) {
    return switch (target.txn(txn).await()) {
      case TxnOutcome.Committed committed -> true;
      case TxnOutcome.ConditionFailed failed -> false;
      case TxnOutcome.Rejected rejected -> throw rejected.cause();
      case TxnOutcome.Unknown unknown -> throw unknown.cause();
    };
  }
}
