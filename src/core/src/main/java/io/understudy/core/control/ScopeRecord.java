package io.understudy.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that the target was written under: {@code /understudy/<link>/scope}. More than one set
 * while a difference under new rules has not ended.
 *
 * @param rules canonical texts, oldest first
 */
public record ScopeRecord(List<String> rules) {

  public ScopeRecord {
    rules = List.copyOf(rules);
  }

  public ScopeRecord with(String text) {
    List<String> all = new ArrayList<>(rules);
    if (!all.contains(text)) {
      all.add(text);
    }
    return new ScopeRecord(all);
  }

  public Bytes toJson() {
    ObjectNode record = Json.record();
    ArrayNode texts = record.putArray("rules");
    rules.forEach(texts::add);
    return Json.write(record);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static ScopeRecord fromJson(Bytes json) {
    JsonNode texts = Json.read("scope", json).node().path("rules");
    if (!texts.isArray()) {
      throw notTexts();
    }
    List<String> rules = new ArrayList<>();
    for (JsonNode text : texts) {
      if (!text.isTextual()) {
        throw notTexts();
      }
      rules.add(text.textValue());
    }
    return new ScopeRecord(rules);
  }

  private static CorruptRecordException notTexts() {
    return new CorruptRecordException("scope", "field 'rules' is missing or not a list of texts");
  }
}
