package io.understudy.core.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link ObjectFields} of an object stored as JSON. */
record JsonFields(JsonNode node) implements ObjectFields {

  @Override
  public List<ObjectFields> all(Field field) {
    List<ObjectFields> found = new ArrayList<>();
    for (JsonNode each : each(field)) {
      if (each.isObject()) {
        found.add(new JsonFields(each));
      }
    }
    return found;
  }

  @Override
  public List<String> texts(Field field) {
    List<String> found = new ArrayList<>();
    for (JsonNode each : each(field)) {
      if (each.isTextual()) {
        found.add(each.textValue());
      }
    }
    return found;
  }

  @Override
  public long number(Field field) {
    JsonNode value = node.path(field.json());
    return value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.asLong(0);
  }

  @Override
  public Map<String, String> map(Field field) {
    Map<String, String> found = new LinkedHashMap<>();
    node.path(field.json())
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isTextual()) {
                found.put(entry.getKey(), entry.getValue().textValue());
              }
            });
    return found;
  }

  @Override
  public boolean has(Field field) {
    return node.hasNonNull(field.json());
  }

  private Iterable<JsonNode> each(Field field) {
    JsonNode value = node.path(field.json());
    return value.isArray() ? value : List.of(value);
  }
}
