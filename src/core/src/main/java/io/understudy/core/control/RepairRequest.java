package io.understudy.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator's wish to recopy keys, and to delete keys that only the target has: {@code
 * /understudy/<link>/repair}, until the leader has done it. There is one at a time.
 *
 * @param id names the result
 * @param keys of the source, as text
 * @param surplus keys of the target; records of earlier releases have none
 */
public record RepairRequest(String id, Instant at, List<String> keys, List<Surplus> surplus) {

  private static final String RECORD = "repair";

  /**
   * A key to delete from the target.
   *
   * @param key as text
   * @param revision target revision of its last put as it was confirmed; at another it stays
   */
  public record Surplus(String key, long revision) {}

  public RepairRequest {
    keys = List.copyOf(keys);
    surplus = List.copyOf(surplus);
  }

  /** Deletes nothing. */
  public RepairRequest(String id, Instant at, List<String> keys) {
    this(id, at, keys, List.of());
  }

  public Bytes toJson() {
    ObjectNode record = Json.record().put("id", id).put("at", at.toString());
    ArrayNode texts = record.putArray("keys");
    keys.forEach(texts::add);
    if (!surplus.isEmpty()) {
      ArrayNode confirmed = record.putArray("surplus");
      surplus.forEach(
          each -> confirmed.addObject().put("key", each.key()).put("revision", each.revision()));
    }
    return Json.write(record);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static RepairRequest fromJson(Bytes json) {
    Json.Fields fields = Json.read(RECORD, json);
    String id = fields.text("id");
    if (!RepairResult.isId(id)) {
      throw new CorruptRecordException(RECORD, "field 'id' is not 1 to 19 digits");
    }
    JsonNode texts = fields.node().path("keys");
    List<String> keys = new ArrayList<>();
    for (JsonNode text : texts) {
      if (text.isTextual()) {
        keys.add(text.textValue());
      }
    }
    if (!texts.isArray() || keys.size() != texts.size()) {
      throw new CorruptRecordException(RECORD, "field 'keys' is missing or not a list of texts");
    }
    return new RepairRequest(id, fields.instant("at"), keys, surplus(fields));
  }

  private static List<Surplus> surplus(Json.Fields fields) {
    if (!fields.has("surplus")) {
      return List.of();
    }
    JsonNode all = fields.node().path("surplus");
    List<Surplus> surplus = new ArrayList<>();
    for (JsonNode each : all) {
      JsonNode revision = each.path("revision");
      if (each.path("key").isTextual()
          && revision.isIntegralNumber()
          && revision.canConvertToLong()) {
        surplus.add(new Surplus(each.path("key").textValue(), revision.longValue()));
      }
    }
    if (!all.isArray() || surplus.size() != all.size()) {
      throw new CorruptRecordException(
          RECORD, "field 'surplus' is not a list of keys with their revisions");
    }
    return surplus;
  }
}
