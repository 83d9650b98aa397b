package io.understudy.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.CheckLists.Cause;
import io.understudy.core.control.CheckLists.SurplusKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** {@link CheckLists} as fields of the record of a check. */
final class CheckListsJson {

  private static final String RECORD = "check";

  private CheckListsJson() {}

  static void write(ObjectNode json, CheckLists lists) {
    json.put("truncated", lists.truncated());
    if (!lists.surplusDigest().isEmpty()) {
      json.put("surplusDigest", lists.surplusDigest());
    }
    keys(json.putArray("missed"), lists.missed());
    keys(json.putArray("different"), lists.different());
    keys(json.putArray("blocked"), lists.blocked());
    ArrayNode surplus = json.putArray("surplus");
    for (SurplusKey key : lists.surplus()) {
      surplus.addObject().put("key", key.key()).put("revision", key.revision());
    }
    ArrayNode causes = json.putArray("causes");
    for (Cause cause : lists.causes()) {
      causes
          .addObject()
          .put("cause", cause.cause())
          .put("resource", cause.resource())
          .put("namespace", cause.namespace())
          .put("count", cause.count())
          .put("example", cause.example());
    }
  }

  /**
   * @throws CorruptRecordException if they are missing or of another type
   */
  static CheckLists read(Json.Fields fields) {
    return new CheckLists(
        keys(fields, "missed"),
        keys(fields, "different"),
        keys(fields, "blocked"),
        objects(
            fields, "surplus", item -> new SurplusKey(item.text("key"), item.number("revision"))),
        fields.flag("truncated"),
        fields.has("surplusDigest") ? fields.text("surplusDigest") : "",
        objects(
            fields,
            "causes",
            item ->
                new Cause(
                    item.text("cause"),
                    item.text("resource"),
                    item.text("namespace"),
                    item.number("count"),
                    item.text("example"))));
  }

  private static void keys(ArrayNode into, List<String> keys) {
    keys.forEach(into::add);
  }

  private static List<String> keys(Json.Fields fields, String name) {
    List<String> keys = new ArrayList<>();
    for (JsonNode key : list(fields, name)) {
      if (!key.isTextual()) {
        throw new CorruptRecordException(RECORD, "field '" + name + "' holds what is not a text");
      }
      keys.add(key.textValue());
    }
    return keys;
  }

  private static <T> List<T> objects(
      Json.Fields fields, String name, Function<Json.Fields, T> read) {
    List<T> items = new ArrayList<>();
    for (JsonNode item : list(fields, name)) {
      items.add(read.apply(new Json.Fields(RECORD, item)));
    }
    return items;
  }

  private static JsonNode list(Json.Fields fields, String name) {
    JsonNode list = fields.node().path(name);
    if (!list.isArray()) {
      throw new CorruptRecordException(RECORD, "field '" + name + "' is missing or not a list");
    }
    return list;
  }
}
