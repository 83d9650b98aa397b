package io.understudy.monitor.routine;

import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Reading;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Trigger;
import java.time.Instant;

/** Results of checks for tests. */
public final class Records {

  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Records() {}

  public static CheckRecord consistent() {
    return of(Trigger.SCHEDULE, Result.CONSISTENT, Counts.NONE, CheckLists.NONE);
  }

  static CheckRecord called() {
    return of(Trigger.CALL, Result.CONSISTENT, Counts.NONE, CheckLists.NONE);
  }

  public static CheckRecord failed(String why) {
    return KeptResult.failed("7", Trigger.SCHEDULE, NOON, NOON, true, why);
  }

  public static CheckRecord inconsistent(Counts counts, CheckLists lists) {
    return of(Trigger.SCHEDULE, Result.INCONSISTENT, counts, lists);
  }

  /** The same, but without a look at values. */
  static CheckRecord ofKeysAlone(CheckRecord record) {
    Reading read = record.reading();
    return new CheckRecord(
        record.id(),
        record.trigger(),
        record.startedAt(),
        record.finishedAt(),
        record.result(),
        record.error(),
        new Reading(
            read.watermark(),
            read.targetRevision(),
            read.sourceKeys(),
            read.targetKeys(),
            read.foreignKeys(),
            true,
            false,
            read.sourceBytes(),
            read.targetBytes()),
        record.counts(),
        record.tolerated(),
        record.lists(),
        record.healing());
  }

  private static CheckRecord of(Trigger trigger, Result result, Counts counts, CheckLists lists) {
    return new CheckRecord(
        "7",
        trigger,
        NOON,
        NOON.plusSeconds(1),
        result,
        "",
        new Reading(41, 42, 10, 11, 3, false, true, 100, 200),
        counts,
        CheckRecord.Tolerated.NOTHING,
        lists,
        null);
  }
}
