package io.understudy.core.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@link ObjectFields} of a protobuf message. Nested messages are taken apart when they are asked
 * for; one that is damaged counts as absent.
 */
final class ProtobufFields implements ObjectFields {

  private static final Field RAW = new Field("", 2);
  private static final Field KEY = new Field("", 1);
  private static final Field VALUE = new Field("", 2);

  private final Map<Integer, List<byte[]>> lengths = new HashMap<>();
  private final Map<Integer, Long> numbers = new HashMap<>();

  private ProtobufFields() {}

  /** The object within the envelope that Kubernetes stores it in. */
  static Optional<ProtobufFields> ofStored(byte[] bytes) {
    int magic = ProtobufEnvelope.MAGIC.length;
    if (bytes.length < magic || !Arrays.equals(bytes, 0, magic, ProtobufEnvelope.MAGIC, 0, magic)) {
      return Optional.empty();
    }
    return parse(Arrays.copyOfRange(bytes, magic, bytes.length))
        .flatMap(envelope -> envelope.bytes(RAW).stream().findFirst())
        .flatMap(ProtobufFields::parse);
  }

  private static Optional<ProtobufFields> parse(byte[] message) {
    ProtobufFields fields = new ProtobufFields();
    WireReader wire = new WireReader(message, 0);
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      if (wire.isLength()) {
        fields.lengths.computeIfAbsent(field, number -> new ArrayList<>()).add(wire.bytes());
      } else if (wire.isVarint()) {
        fields.numbers.put(field, wire.number());
      } else {
        wire.skip();
      }
    }
    return wire.damage().isEmpty() ? Optional.of(fields) : Optional.empty();
  }

  @Override
  public List<ObjectFields> all(Field field) {
    List<ObjectFields> found = new ArrayList<>();
    bytes(field).forEach(message -> parse(message).ifPresent(found::add));
    return found;
  }

  @Override
  public List<String> texts(Field field) {
    return bytes(field).stream().map(text -> new String(text, StandardCharsets.UTF_8)).toList();
  }

  @Override
  public long number(Field field) {
    return numbers.getOrDefault(field.protobuf(), 0L);
  }

  @Override
  public Map<String, String> map(Field field) {
    Map<String, String> found = new LinkedHashMap<>();
    all(field).forEach(entry -> found.put(entry.text(KEY), entry.text(VALUE)));
    return found;
  }

  @Override
  public boolean has(Field field) {
    return lengths.containsKey(field.protobuf()) || numbers.containsKey(field.protobuf());
  }

  private List<byte[]> bytes(Field field) {
    return lengths.getOrDefault(field.protobuf(), List.of());
  }
}
