package io.understudy.monitor.routine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.control.CheckRecord.Reading;
import io.understudy.core.control.CheckRequest;
import io.understudy.core.control.CheckerRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One check as callers see it: how it stands and, once it is done, what its record says.
 *
 * @param state requested, running, done
 * @param trigger schedule, request, call
 * @param holder the replica that runs it, while it does
 * @param result consistent, inconsistent, failed
 * @param error why it could not tell
 * @param counts keys by class that make it inconsistent, all of them
 * @param listed keys by class that differ and do not
 * @param ignored keys that rules ignore
 * @param truncated the lists hold fewer keys than were found
 * @param surplusDigest confirms the deletion of exactly the surplus keys listed
 * @param different keys that both sides have and not alike, as far as that counts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
// Of the core, which Quarkus does not index: it would not find them by the signatures alone.
@RegisterForReflection(
    targets = {CheckLists.Cause.class, CheckLists.SurplusKey.class, CheckRecord.Healing.class})
public record CheckView(
    String id,
    String state,
    @Nullable String trigger,
    @Nullable Instant requestedAt,
    @Nullable String holder,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String result,
    @Nullable String error,
    @Nullable Long watermark,
    @Nullable Long targetRevision,
    @Nullable Long sourceKeys,
    @Nullable Long targetKeys,
    @Nullable Long foreignKeys,
    @Nullable Boolean keysOnly,
    @Nullable Boolean full,
    @Nullable Long sourceBytes,
    @Nullable Long targetBytes,
    @Nullable Map<String, Long> counts,
    @Nullable Map<String, Long> listed,
    @Nullable Long ignored,
    CheckRecord.@Nullable Healing healing,
    @Nullable Boolean truncated,
    @Nullable String surplusDigest,
    @Nullable List<String> missed,
    @Nullable List<String> different,
    @Nullable List<String> blocked,
    @Nullable List<CheckLists.SurplusKey> surplus,
    @Nullable List<CheckLists.Cause> causes) {

  static CheckView requested(CheckRequest request) {
    return under(request.id(), "requested", "request", request.at(), null, null);
  }

  /**
   * @param requestedAt null if nobody asked for it
   */
  static CheckView running(CheckerRecord checker, @Nullable Instant requestedAt) {
    return under(
        checker.id(),
        "running",
        checker.trigger().text(),
        requestedAt,
        checker.holder(),
        checker.startedAt());
  }

  static CheckView done(CheckRecord record) {
    return of(record, true);
  }

  /** Without naming keys. */
  static CheckView summary(CheckRecord record) {
    return of(record, false);
  }

  private static CheckView of(CheckRecord record, boolean withKeys) {
    Reading reading = record.reading();
    CheckLists lists = record.lists();
    return new CheckView(
        record.id(),
        "done",
        record.trigger().text(),
        null,
        null,
        record.startedAt(),
        record.finishedAt(),
        record.result().text(),
        record.error().isEmpty() ? null : record.error(),
        reading.watermark(),
        reading.targetRevision(),
        reading.sourceKeys(),
        reading.targetKeys(),
        reading.foreignKeys(),
        reading.keysOnly(),
        reading.full(),
        reading.sourceBytes(),
        reading.targetBytes(),
        counts(record.counts()),
        counts(record.tolerated().listed()),
        record.tolerated().ignored(),
        record.healing(),
        lists.truncated(),
        lists.surplusDigest().isEmpty() ? null : lists.surplusDigest(),
        withKeys ? lists.missed() : null,
        withKeys ? lists.different() : null,
        withKeys ? lists.blocked() : null,
        withKeys ? lists.surplus() : null,
        lists.causes());
  }

  private static CheckView under(
      String id,
      String state,
      String trigger,
      @Nullable Instant requestedAt,
      @Nullable String holder,
      @Nullable Instant startedAt) {
    return new CheckView(
        id,
        state,
        trigger,
        requestedAt,
        holder,
        startedAt,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Map<String, Long> counts(Counts counts) {
    Map<String, Long> byClass = new LinkedHashMap<>();
    byClass.put("missed", counts.missed());
    byClass.put("surplus", counts.surplus());
    byClass.put("different", counts.different());
    byClass.put("blocked", counts.blocked());
    byClass.put("cannot-compare", counts.cannotCompare());
    byClass.put("status-only", counts.statusOnly());
    byClass.put("encryption-only", counts.encryptionOnly());
    byClass.put("standby-owned", counts.standbyOwned());
    return byClass;
  }
}
