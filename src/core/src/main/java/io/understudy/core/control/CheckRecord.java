package io.understudy.core.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kept result of one check: {@code /understudy/<link>/checks/<id>}.
 *
 * @param id 1 to 19 digits; a later check has a greater number
 * @param error why it could not tell; empty unless it failed
 * @param counts keys that make it inconsistent
 * @param tolerated keys that differ and do not
 * @param lists which of those that make it inconsistent, as far as the record has room
 * @param healing what the mirror says of its own repairs; null if it was not asked or did not
 *     answer
 */
public record CheckRecord(
    String id,
    Trigger trigger,
    Instant startedAt,
    Instant finishedAt,
    Result result,
    String error,
    Reading reading,
    Counts counts,
    Tolerated tolerated,
    CheckLists lists,
    @Nullable Healing healing) {

  /** Beside the lists: all numbers, times and the longest error. */
  static final int BESIDE_LISTS_BYTES = 4096;

  private static final String RECORD = "check";
  private static final int LONGEST_ERROR_CHARS = 400;
  private static final Pattern ID = Pattern.compile("[0-9]{1,19}");

  /** What a check was run for. */
  public enum Trigger {
    /** By its interval or time of day. */
    SCHEDULE,
    /** By {@code POST /api/v1/checks}. */
    REQUEST,
    /** By somebody who waited for the answer. */
    CALL;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What came of it. */
  public enum Result {
    /** No difference that counts. */
    CONSISTENT,
    INCONSISTENT,
    /** It could not tell. */
    FAILED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What was read, and how.
   *
   * @param watermark W: the source revision that was compared; 0 if it did not come so far
   * @param targetRevision T: the target revision it was compared with
   * @param sourceKeys keys of the source in scope
   * @param targetKeys keys of the target in scope, parked ones too
   * @param foreignKeys keys that the mirror has on record as foreign
   * @param keysOnly no values were compared
   * @param full every value was read, not only those that moved since an earlier check
   * @param sourceBytes keys and values read of the source
   * @param targetBytes keys and values read of the target
   */
  public record Reading(
      long watermark,
      long targetRevision,
      long sourceKeys,
      long targetKeys,
      long foreignKeys,
      boolean keysOnly,
      boolean full,
      long sourceBytes,
      long targetBytes) {

    /** Nothing was read. */
    public static Reading none(boolean keysOnly) {
      return new Reading(0, 0, 0, 0, 0, keysOnly, false, 0, 0);
    }
  }

  /** Keys by kind of difference, all of them, also those that no list has room for. */
  public record Counts(
      long missed,
      long surplus,
      long different,
      long blocked,
      long cannotCompare,
      long statusOnly,
      long encryptionOnly,
      long standbyOwned) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Keys that both sides have, and not alike. */
    public long unequal() {
      return different + cannotCompare + statusOnly + encryptionOnly + standbyOwned;
    }
  }

  /**
   * What differs and is no fault, by its kind or as a rule has it.
   *
   * @param listed told by {@code GET /check}
   * @param ignored nowhere told
   */
  public record Tolerated(Counts listed, long ignored) {
    public static final Tolerated NOTHING = new Tolerated(Counts.NONE, 0);
  }

  /**
   * What the mirror's status said of its own repairs when the check ended.
   *
   * @param repaired keys that its leader has put right since it started
   * @param contested keys that the standby keeps rewriting, which it repairs with growing pauses
   */
  public record Healing(long repaired, long contested) {}

  public CheckRecord {
    if (!isId(id)) {
      throw new IllegalArgumentException("the id of a check is 1 to 19 digits, not '" + id + "'");
    }
    error = shortened(error);
  }

  private static String shortened(String error) {
    if (error.length() <= LONGEST_ERROR_CHARS) {
      return error;
    }
    int end = LONGEST_ERROR_CHARS - 3;
    // Half a character cannot be written.
    return error.substring(0, Character.isHighSurrogate(error.charAt(end - 1)) ? end - 1 : end)
        + "...";
  }

  /** Whether a text may be the id of a check; it is part of a key. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** The same without naming keys. */
  public CheckRecord withoutKeys() {
    return new CheckRecord(
        id,
        trigger,
        startedAt,
        finishedAt,
        result,
        error,
        reading,
        counts,
        tolerated,
        lists.withoutKeys(),
        healing);
  }

  /** The same under another id. */
  public CheckRecord named(String id) {
    return new CheckRecord(
        id,
        trigger,
        startedAt,
        finishedAt,
        result,
        error,
        reading,
        counts,
        tolerated,
        lists,
        healing);
  }

  public Bytes toJson() {
    ObjectNode json =
        Json.record()
            .put("id", id)
            .put("trigger", trigger.text())
            .put("startedAt", startedAt.toString())
            .put("finishedAt", finishedAt.toString())
            .put("result", result.text())
            .put("error", error)
            .put("watermark", reading.watermark)
            .put("targetRevision", reading.targetRevision)
            .put("sourceKeys", reading.sourceKeys)
            .put("targetKeys", reading.targetKeys)
            .put("foreignKeys", reading.foreignKeys)
            .put("keysOnly", reading.keysOnly)
            .put("full", reading.full)
            .put("sourceBytes", reading.sourceBytes)
            .put("targetBytes", reading.targetBytes);
    write(json.putObject("counts"), counts);
    write(json.putObject("listed"), tolerated.listed);
    json.put("ignored", tolerated.ignored);
    if (healing != null) {
      json.putObject("healing")
          .put("repaired", healing.repaired)
          .put("contested", healing.contested);
    }
    CheckListsJson.write(json, lists);
    return Json.write(json);
  }

  private static void write(ObjectNode json, Counts counts) {
    json.put("missed", counts.missed)
        .put("surplus", counts.surplus)
        .put("different", counts.different)
        .put("blocked", counts.blocked)
        .put("cannot-compare", counts.cannotCompare)
        .put("status-only", counts.statusOnly)
        .put("encryption-only", counts.encryptionOnly)
        .put("standby-owned", counts.standbyOwned);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static CheckRecord fromJson(Bytes json) {
    Json.Fields fields = Json.read(RECORD, json);
    return new CheckRecord(
        id(RECORD, fields),
        trigger(RECORD, fields),
        fields.instant("startedAt"),
        fields.instant("finishedAt"),
        result(fields),
        fields.text("error"),
        reading(fields),
        counts(fields.object("counts")),
        new Tolerated(counts(fields.object("listed")), fields.number("ignored")),
        CheckListsJson.read(fields),
        fields.has("healing") ? healing(fields.object("healing")) : null);
  }

  private static Reading reading(Json.Fields fields) {
    return new Reading(
        fields.number("watermark"),
        fields.number("targetRevision"),
        fields.number("sourceKeys"),
        fields.number("targetKeys"),
        fields.number("foreignKeys"),
        fields.flag("keysOnly"),
        fields.flag("full"),
        fields.number("sourceBytes"),
        fields.number("targetBytes"));
  }

  private static Counts counts(Json.Fields fields) {
    return new Counts(
        fields.number("missed"),
        fields.number("surplus"),
        fields.number("different"),
        fields.number("blocked"),
        fields.number("cannot-compare"),
        fields.number("status-only"),
        fields.number("encryption-only"),
        fields.number("standby-owned"));
  }

  private static Healing healing(Json.Fields fields) {
    return new Healing(fields.number("repaired"), fields.number("contested"));
  }

  static String id(String record, Json.Fields fields) {
    String id = fields.text("id");
    if (!isId(id)) {
      throw new CorruptRecordException(record, "field 'id' is not 1 to 19 digits");
    }
    return id;
  }

  static Trigger trigger(String record, Json.Fields fields) {
    String text = fields.text("trigger");
    for (Trigger trigger : Trigger.values()) {
      if (trigger.text().equals(text)) {
        return trigger;
      }
    }
    throw new CorruptRecordException(record, "trigger '" + text + "' is unknown");
  }

  private static Result result(Json.Fields fields) {
    String text = fields.text("result");
    for (Result result : Result.values()) {
      if (result.text().equals(text)) {
        return result;
      }
    }
    throw new CorruptRecordException(RECORD, "result '" + text + "' is unknown");
  }
}
