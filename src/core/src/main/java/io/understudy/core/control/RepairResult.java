package io.understudy.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What became of a {@link RepairRequest}: {@code /understudy/<link>/repaired/<id>}.
 *
 * @param requestedAt when it was asked for
 * @param counts keys by what became of them, all of them
 * @param outcomes of each key asked for, and of the owners that had to come first, as far as the
 *     record has room
 */
public record RepairResult(
    Instant requestedAt,
    Instant doneAt,
    Map<Outcome, Integer> counts,
    Map<String, Outcome> outcomes) {

  private static final String RECORD = "repaired";
  private static final Pattern ID = Pattern.compile("[0-9]{1,19}");
  private static final int BESIDE_KEYS_BYTES = 1024;
  private static final int LONGEST_OUTCOME_BYTES = 32;

  /** What became of one key. */
  public enum Outcome {
    /** Written to the target. */
    REPAIRED,
    /** Not asked for, but missing, and others asked for hang on it: written. */
    REPAIRED_AS_OWNER,
    /** The target held it as the source does. */
    EQUAL,
    /** The source has no such object; on the target nothing is deleted. */
    NOT_IN_SOURCE,
    /** Not a key of the registry. */
    NOT_IN_REGISTRY,
    /** The account at the source may not read it. */
    OUT_OF_REACH,
    /** Rules or owners leave it out. */
    LEFT_OUT,
    /** Too large for the target. */
    BLOCKED,
    /** Missing as an owner of it is, and that one could not be brought; not written. */
    OWNER_MISSING,
    /** It is parked, and what the target shows in its place is somebody else's: left there. */
    FOREIGN_KEPT,
    /** The target holds another object in its place, on which others hang: a resync's work. */
    NEEDS_RESYNC,
    /** Confirmed as surplus: deleted from the target. */
    DELETED,
    /** Confirmed as surplus, but the source has such an object. */
    IN_SOURCE,
    /** Confirmed as surplus, but by now the target holds it at another revision. */
    CHANGED,
    /** Confirmed as surplus; the target does not show it, or not any more. */
    NOT_THERE,
    /** Confirmed as surplus, but something on the target hangs on it, or lives in it, and stays. */
    HAS_DEPENDENTS;

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the target holds it as the source does because it has been written. */
    public boolean isWritten() {
      return this == REPAIRED || this == REPAIRED_AS_OWNER;
    }
  }

  public RepairResult {
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
  }

  /** Whether a text may be the id of a repair; it is part of a key. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * @param all what became of each key, the first ones first
   * @param maxBytes of the record: outcomes beyond are only counted
   */
  public static RepairResult of(
      Instant requestedAt, Instant doneAt, Map<String, Outcome> all, long maxBytes) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    Map<String, Outcome> listed = new LinkedHashMap<>();
    long bytes = BESIDE_KEYS_BYTES;
    for (Map.Entry<String, Outcome> entry : all.entrySet()) {
      counts.merge(entry.getValue(), 1, Integer::sum);
      String quoted = TextNode.valueOf(entry.getKey()).toString();
      bytes += Bytes.utf8(quoted).length() + LONGEST_OUTCOME_BYTES;
      if (bytes <= maxBytes) {
        listed.put(entry.getKey(), entry.getValue());
      }
    }
    return new RepairResult(requestedAt, doneAt, counts, listed);
  }

  /** Keys that are counted but not listed. */
  public int unlisted() {
    return counts.values().stream().mapToInt(Integer::intValue).sum() - outcomes.size();
  }

  /** Keys written to the target, or deleted from it. */
  public int written() {
    int written = 0;
    for (Map.Entry<Outcome, Integer> count : counts.entrySet()) {
      boolean changed = count.getKey().isWritten() || count.getKey() == Outcome.DELETED;
      written += changed ? count.getValue() : 0;
    }
    return written;
  }

  public Bytes toJson() {
    ObjectNode record =
        Json.record().put("requestedAt", requestedAt.toString()).put("doneAt", doneAt.toString());
    ObjectNode numbers = record.putObject("counts");
    counts.forEach((outcome, count) -> numbers.put(outcome.text(), count));
    ObjectNode texts = record.putObject("outcomes");
    outcomes.forEach((key, outcome) -> texts.put(key, outcome.text()));
    return Json.write(record);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static RepairResult fromJson(Bytes json) {
    Json.Fields fields = Json.read(RECORD, json);
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    object(fields, "counts")
        .properties()
        .forEach(entry -> counts.put(outcome(entry.getKey()), count(entry.getValue())));
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    object(fields, "outcomes")
        .properties()
        .forEach(entry -> outcomes.put(entry.getKey(), outcome(entry.getValue().asText())));
    return new RepairResult(
        fields.instant("requestedAt"), fields.instant("doneAt"), counts, outcomes);
  }

  private static JsonNode object(Json.Fields fields, String name) {
    JsonNode object = fields.node().path(name);
    if (!object.isObject()) {
      throw new CorruptRecordException(
          RECORD, "field '" + name + "' is missing or not a JSON object");
    }
    return object;
  }

  private static int count(JsonNode number) {
    if (!number.isInt() || number.intValue() < 0) {
      throw new CorruptRecordException(RECORD, "a count is not a whole number from 0");
    }
    return number.intValue();
  }

  private static Outcome outcome(String text) {
    for (Outcome outcome : Outcome.values()) {
      if (outcome.text().equals(text)) {
        return outcome;
      }
    }
    throw new CorruptRecordException(RECORD, "outcome '" + text + "' is unknown");
  }
}
