package io.understudy.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The verdicts on readiness that people were told last: {@code /understudy/<link>/readiness}.
 *
 * @param at when
 * @param holder the replica that told them
 * @param verdicts by verb, as text
 */
public record VerdictRecord(Instant at, String holder, Map<String, String> verdicts) {

  private static final String RECORD = "readiness";

  public VerdictRecord {
    verdicts = Map.copyOf(verdicts);
  }

  public Bytes toJson() {
    ObjectNode json = Json.record().put("at", at.toString()).put("holder", holder);
    ObjectNode each = json.putObject("verdicts");
    new TreeMap<>(verdicts).forEach(each::put);
    return Json.write(json);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static VerdictRecord fromJson(Bytes json) {
    Json.Fields fields = Json.read(RECORD, json);
    Map<String, String> verdicts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : fields.object("verdicts").node().properties()) {
      if (!each.getValue().isTextual()) {
        throw new CorruptRecordException(RECORD, "a field of 'verdicts' is not a text");
      }
      verdicts.put(each.getKey(), each.getValue().textValue());
    }
    return new VerdictRecord(fields.instant("at"), fields.text("holder"), verdicts);
  }
}
