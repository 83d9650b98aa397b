package io.understudy.core.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.CorruptRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A step's parameters as JSON, by what its type declares. */
final class ParametersJson {

  private static final String RECORD = "run entry";

  private ParametersJson() {}

  static void write(Parameters parameters, ObjectNode json) {
    parameters.values().forEach((name, value) -> write(name, value, json));
  }

  private static void write(String name, Object value, ObjectNode json) {
    switch (value) {
      case String text -> json.put(name, text);
      case Long number -> json.put(name, number);
      case Boolean flag -> json.put(name, flag);
      case Map<?, ?> table -> {
        ObjectNode entries = json.putObject(name);
        table.forEach((entry, text) -> entries.put((String) entry, (String) text));
      }
      case List<?> list -> {
        ArrayNode items = json.putArray(name);
        for (Object item : list) {
          if (item instanceof Parameters object) {
            write(object, items.addObject());
          } else {
            items.add((String) item);
          }
        }
      }
      default -> throw new IllegalStateException("no parameter is a " + value.getClass());
    }
  }

  /**
   * @throws CorruptRecordException if a field is of another kind than declared, or not declared
   */
  static Parameters read(List<Parameter> declared, JsonNode json) {
    Map<String, Object> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      Parameter parameter =
          declared.stream()
              .filter(known -> known.name().equals(field.getKey()))
              .findFirst()
              .orElseThrow(() -> bad(field.getKey()));
      values.put(field.getKey(), value(parameter, field.getValue()));
    }
    return new Parameters(values);
  }

  private static Object value(Parameter parameter, JsonNode node) {
    boolean fits =
        switch (parameter.kind()) {
          case TEXT -> node.isTextual();
          case NUMBER -> node.isIntegralNumber();
          case FLAG -> node.isBoolean();
          case TEXTS, OBJECTS -> node.isArray();
          case TABLE -> node.isObject();
        };
    if (!fits) {
      throw bad(parameter.name());
    }
    return switch (parameter.kind()) {
      case TEXT -> node.textValue();
      case NUMBER -> node.longValue();
      case FLAG -> node.booleanValue();
      case TEXTS -> {
        List<String> texts = new ArrayList<>();
        node.forEach(item -> texts.add(item.asText()));
        yield List.copyOf(texts);
      }
      case TABLE -> {
        Map<String, String> table = new TreeMap<>();
        node.properties().forEach(entry -> table.put(entry.getKey(), entry.getValue().asText()));
        yield table;
      }
      case OBJECTS -> {
        List<Parameters> objects = new ArrayList<>();
        node.forEach(item -> objects.add(read(parameter.fields(), item)));
        yield List.copyOf(objects);
      }
    };
  }

  private static CorruptRecordException bad(String name) {
    return new CorruptRecordException(
        RECORD, "parameter '" + name + "' is not what this release takes for it");
  }
}
