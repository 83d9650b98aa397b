package io.understudy.core.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Single fields of a stored object, whether it is stored as protobuf or as JSON. Each is asked for
 * by both of its names; what is absent is empty. For objects of which a few fields matter: the
 * whole object is taken apart.
 */
public interface ObjectFields {

  /**
   * How one field is called.
   *
   * @param json its name
   * @param protobuf its number in the {@code generated.proto} of its API
   */
  record Field(String json, int protobuf) {}

  /** The messages of a field, in their order: those of a list, or a single one. */
  List<ObjectFields> all(Field field);

  /** The texts of a field, in their order. */
  List<String> texts(Field field);

  /** A whole number or, as 0 and 1, a flag; 0 if there is none. */
  long number(Field field);

  /** A map from text to text. */
  Map<String, String> map(Field field);

  /** Whether the field is there at all. */
  boolean has(Field field);

  default Optional<ObjectFields> one(Field field) {
    return all(field).stream().findFirst();
  }

  /** Empty if there is none. */
  default String text(Field field) {
    List<String> texts = texts(field);
    return texts.isEmpty() ? "" : texts.getLast();
  }

  /**
   * @param value as stored, decrypted
   * @return empty if it is neither protobuf nor JSON as Kubernetes stores them, or damaged
   */
  static Optional<ObjectFields> of(Bytes value) {
    byte[] bytes = value.array();
    if (bytes.length > 0 && bytes[0] == '{') {
      return json(bytes);
    }
    return ProtobufFields.ofStored(bytes).map(ObjectFields.class::cast);
  }

  private static Optional<ObjectFields> json(byte[] bytes) {
    try {
      JsonNode node = JsonMapper.builder().build().readTree(bytes);
      return node != null && node.isObject() ? Optional.of(new JsonFields(node)) : Optional.empty();
    } catch (JsonProcessingException damaged) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new IllegalStateException("bytes cannot be read", impossible);
    }
  }
}
