package io.understudy.monitor.routine;

import io.understudy.core.check.CheckBook;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.EtcdException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What this replica knows of the kept results: numbers and verdicts, no keys. Each record is read
 * once; there are as many as are kept. Safe for several threads.
 */
final class Board {

  /** Records are read one by one, so that none of the keys they hold stays in memory. */
  private static final int READS_OF_A_REFRESH = 25;

  private final CheckBook book;
  private volatile Known known = new Known(List.of(), Map.of());

  /**
   * @param ids of all that are kept, the newest first
   * @param records those that could be read so far
   */
  private record Known(List<String> ids, Map<String, Optional<CheckRecord>> records) {}

  Board(CheckBook book) {
    this.book = book;
  }

  /**
   * @throws EtcdException if the target does not answer
   */
  synchronized void refresh() {
    List<String> ids = book.ids();
    Map<String, Optional<CheckRecord>> records = new HashMap<>(known.records);
    records.keySet().retainAll(ids);
    ids.stream()
        .filter(id -> !records.containsKey(id))
        .limit(READS_OF_A_REFRESH)
        .forEach(id -> records.put(id, read(id)));
    known = new Known(ids, records);
  }

  /** The newest that is kept. */
  Optional<CheckRecord> newest() {
    return newest(record -> true);
  }

  /** The newest that could tell which keys are on one side alone. */
  Optional<CheckRecord> newestThatTells() {
    return newest(record -> record.result() != Result.FAILED);
  }

  /** The newest that could tell which values differ. */
  Optional<CheckRecord> newestOfValues() {
    return newest(record -> record.result() != Result.FAILED && !record.reading().keysOnly());
  }

  /** The newest that says anything of whether both sides are equal: equal keys alone do not. */
  Optional<CheckRecord> newestVerdict() {
    return newest(record -> !Verdicts.saysKeysAlone(record));
  }

  Optional<CheckRecord> newestConsistent() {
    return newest(
        record -> record.result() == Result.CONSISTENT && !Verdicts.saysKeysAlone(record));
  }

  /** The newest of values that somebody took a turn for: others do not put the next one off. */
  Optional<CheckRecord> newestRoutine() {
    return newest(record -> record.trigger() != Trigger.CALL && !record.reading().keysOnly());
  }

  private Optional<CheckRecord> newest(Predicate<CheckRecord> which) {
    Known now = known;
    return now.ids.stream()
        .flatMap(id -> now.records.getOrDefault(id, Optional.empty()).stream())
        .filter(which)
        .findFirst();
  }

  private Optional<CheckRecord> read(String id) {
    try {
      return book.find(id).map(Board::numbers);
    } catch (CorruptRecordException damaged) {
      // Whoever lists the results is told of it.
      return Optional.empty();
    }
  }

  private static CheckRecord numbers(CheckRecord record) {
    return new CheckRecord(
        record.id(),
        record.trigger(),
        record.startedAt(),
        record.finishedAt(),
        record.result(),
        record.error(),
        record.reading(),
        record.counts(),
        record.tolerated(),
        CheckLists.NONE,
        record.healing());
  }
}
