package io.understudy.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator's wish to recopy keys: {@code /understudy/<link>/repair}, until the leader has done
 * it. There is one at a time.
 *
 * @param id names the result
 * @param keys of the source, as text
 */
public record RepairRequest(String id, Instant at, List<String> keys) {

  private static final String RECORD = "repair";

  public RepairRequest {
    keys = List.copyOf(keys);
  }

  public Bytes toJson() {
    ObjectNode record = Json.record().put("id", id).put("at", at.toString());
    ArrayNode texts = record.putArray("keys");
    keys.forEach(texts::add);
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
    return new RepairRequest(id, fields.instant("at"), keys);
  }
}
