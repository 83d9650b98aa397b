package io.understudy.monitor.routine;

import io.understudy.core.check.CheckResult;
import io.understudy.core.check.CheckResult.How;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Reading;
import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.CheckRecord.Tolerated;
import io.understudy.core.control.CheckRecord.Trigger;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** Makes of a check what is kept of it. Pure. */
public final class KeptResult {

  private KeptResult() {}

  /** Of a check that could tell. */
  public static CheckRecord of(String id, Trigger trigger, CheckRunner.Ran ran) {
    CheckResult result = ran.result();
    return new CheckRecord(
        id,
        trigger,
        result.began(),
        result.ended(),
        result.isConsistent() ? Result.CONSISTENT : Result.INCONSISTENT,
        "",
        new Reading(
            result.watermark(),
            result.targetRevision(),
            result.sourceKeys(),
            result.targetKeys(),
            ran.foreignKeys(),
            result.how() == How.KEYS,
            result.how() == How.FULL,
            result.sourceBytes(),
            result.targetBytes()),
        counts(result::failing),
        new Tolerated(counts(result::listed), result.ignored()),
        ran.lists(),
        ran.healing().orElse(null));
  }

  /** Of one that could not tell. */
  public static CheckRecord failed(
      String id, Trigger trigger, Instant began, Instant ended, boolean values, String why) {
    return new CheckRecord(
        id,
        trigger,
        began,
        ended,
        Result.FAILED,
        why,
        Reading.none(!values),
        Counts.NONE,
        Tolerated.NOTHING,
        CheckLists.NONE,
        null);
  }

  private static Counts counts(ToLongFunction<DifferenceKind> of) {
    return new Counts(
        of.applyAsLong(DifferenceKind.MISSED),
        of.applyAsLong(DifferenceKind.SURPLUS),
        of.applyAsLong(DifferenceKind.DIFFERENT),
        of.applyAsLong(DifferenceKind.BLOCKED),
        of.applyAsLong(DifferenceKind.CANNOT_COMPARE),
        of.applyAsLong(DifferenceKind.STATUS_ONLY),
        of.applyAsLong(DifferenceKind.ENCRYPTION_ONLY),
        of.applyAsLong(DifferenceKind.STANDBY_OWNED));
  }
}
