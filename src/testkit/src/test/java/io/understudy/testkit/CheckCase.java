package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.CheckBook;
import io.understudy.core.check.CheckBook.Listing;
import io.understudy.core.check.CheckDesk;
import io.understudy.core.check.CheckDesk.Asked;
import io.understudy.core.check.CheckTurns;
import io.understudy.core.check.CheckTurns.Attempt;
import io.understudy.core.check.CheckTurns.Turn;
import io.understudy.core.control.CheckListsBuilder;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Reading;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.CheckRequest;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A target with results of checks, the replicas that take turns, and words for both. */
abstract class CheckCase {

  private static final AtomicInteger TESTS = new AtomicInteger();
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long LONG_SECONDS = 600;

  /** etcd grants no less. */
  private static final long SHORT_SECONDS = 2;

  /** It never moves on, so that every id that is given out meets the one before. */
  private static final InstantSource CLOCK = InstantSource.fixed(NOON);

  final ControlKeys keys = new ControlKeys("book-" + TESTS.incrementAndGet());

  abstract Etcd etcd();

  /** Called while a test waits for a lease to end. */
  abstract void passTime();

  CheckBook book() {
    return new CheckBook(etcd(), keys);
  }

  CheckDesk desk() {
    return desk(etcd());
  }

  CheckDesk desk(Etcd etcd) {
    return new CheckDesk(etcd, keys, CLOCK);
  }

  CheckTurns turns(String holder) {
    return turns(etcd(), holder);
  }

  CheckTurns turns(Etcd etcd, String holder) {
    return new CheckTurns(etcd, keys, holder, LONG_SECONDS, CLOCK);
  }

  /** One whose turns are soon over if it does not keep them alive. */
  CheckTurns mortal(String holder) {
    return new CheckTurns(etcd(), keys, holder, SHORT_SECONDS, CLOCK);
  }

  static Turn taken(Attempt attempt) {
    assertThat(attempt).isInstanceOf(Attempt.Taken.class);
    return ((Attempt.Taken) attempt).turn();
  }

  static CheckRequest onRecord(Asked asked) {
    assertThat(asked).isInstanceOf(Asked.OnRecord.class);
    return ((Asked.OnRecord) asked).request();
  }

  static CheckRecord result(Trigger trigger) {
    CheckListsBuilder lists = new CheckListsBuilder(1 << 16);
    lists.missed(Bytes.utf8("/registry/pods/a/b"));
    lists.surplus(Bytes.utf8("/registry/pods/a/c"), 9);
    return new CheckRecord(
        "0",
        trigger,
        NOON,
        NOON.plusSeconds(1),
        Result.INCONSISTENT,
        "",
        Reading.none(false),
        new Counts(1, 1, 0, 0, 0, 0, 0, 0),
        CheckRecord.Tolerated.NOTHING,
        lists.build(List.of()),
        null);
  }

  CheckRecord kept() {
    return desk().keep(result(Trigger.CALL));
  }

  void commit(Txn.Write... writes) {
    assertThat(etcd().txn(new Txn(List.of(), List.of(writes))).await())
        .isInstanceOf(TxnOutcome.Committed.class);
  }

  static List<String> ids(Listing listing) {
    return listing.checks().stream().map(CheckRecord::id).toList();
  }

  void awaitFree() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .ignoreException(CorruptRecordException.class)
        .until(
            () -> {
              passTime();
              return desk().now().running().isEmpty();
            });
  }
}
