package io.understudy.core.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Control records as JSON trees, so that no reflection is needed. */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int VERSION = 1;

  private Json() {}

  public static ObjectNode record() {
    return MAPPER.createObjectNode().put("version", VERSION);
  }

  public static Bytes write(ObjectNode node) {
    try {
      return Bytes.wrap(MAPPER.writeValueAsBytes(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a control record cannot be written as JSON", e);
    }
  }

  /**
   * A record as read, whose fields complain with its name when they are missing or of another type.
   */
  public static Fields read(String record, Bytes value) {
    try {
      JsonNode node = MAPPER.readTree(value.array());
      if (node == null || !node.isObject()) {
        throw new CorruptRecordException(record, "it is not a JSON object");
      }
      Fields fields = new Fields(record, node);
      if (fields.number("version") != VERSION) {
        throw new CorruptRecordException(
            record, "its version is " + node.get("version") + ", this release reads " + VERSION);
      }
      return fields;
    } catch (IOException e) {
      throw new CorruptRecordException(record, "it is not JSON");
    }
  }

  /** The fields of one JSON object of a record. */
  public record Fields(String record, JsonNode node) {

    public String text(String name) {
      JsonNode field = node.path(name);
      if (!field.isTextual()) {
        throw new CorruptRecordException(record, "field '" + name + "' is missing or not a text");
      }
      return field.textValue();
    }

    public long number(String name) {
      JsonNode field = node.path(name);
      if (!field.isIntegralNumber() || !field.canConvertToLong() || field.longValue() < 0) {
        throw new CorruptRecordException(
            record, "field '" + name + "' is missing or not a whole number from 0");
      }
      return field.longValue();
    }

    public boolean has(String name) {
      return node.has(name);
    }

    public Fields object(String name) {
      JsonNode field = node.path(name);
      if (!field.isObject()) {
        throw new CorruptRecordException(
            record, "field '" + name + "' is missing or not a JSON object");
      }
      return new Fields(record, field);
    }

    public boolean flag(String name) {
      JsonNode field = node.path(name);
      if (!field.isBoolean()) {
        throw new CorruptRecordException(
            record, "field '" + name + "' is missing or not true or false");
      }
      return field.booleanValue();
    }

    long clusterId(String name) {
      try {
        return Long.parseUnsignedLong(text(name), 16);
      } catch (NumberFormatException e) {
        throw new CorruptRecordException(record, name + " is not hexadecimal");
      }
    }

    Checkpoint.Phase phase(String name) {
      return switch (text(name)) {
        case "copy" -> Checkpoint.Phase.COPY;
        case "resync" -> Checkpoint.Phase.RESYNC;
        case "tail" -> Checkpoint.Phase.TAIL;
        default ->
            throw new CorruptRecordException(record, name + " '" + text(name) + "' is unknown");
      };
    }

    public Instant instant(String name) {
      try {
        return Instant.parse(text(name));
      } catch (DateTimeParseException e) {
        throw new CorruptRecordException(record, "field '" + name + "' is not an ISO 8601 time");
      }
    }
  }
}
