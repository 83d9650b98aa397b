package io.understudy.testkit.sample;

import io.understudy.core.port.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A protobuf message being written, field by field. */
final class ProtoMessage {

  private static final int VARINT = 0;
  private static final int DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoMessage number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  ProtoMessage flag(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  /** Written even if empty, as the API server does with every string. */
  ProtoMessage text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage texts(int field, String... texts) {
    for (String text : texts) {
      text(field, text);
    }
    return this;
  }

  ProtoMessage message(int field, ProtoMessage message) {
    return bytes(field, message.out.toByteArray());
  }

  /** In the order of the keys, so that equal maps are equal bytes. */
  ProtoMessage map(int field, Map<String, String> entries) {
    new TreeMap<>(entries)
        .forEach((key, value) -> message(field, new ProtoMessage().text(1, key).text(2, value)));
    return this;
  }

  ProtoMessage bytes(int field, byte[] content) {
    tag(field, DELIMITED);
    varint(content.length);
    out.writeBytes(content);
    return this;
  }

  /** Takes over fields that are encoded already. */
  ProtoMessage fields(Bytes encoded) {
    out.writeBytes(encoded.array());
    return this;
  }

  Bytes encoded() {
    return Bytes.wrap(out.toByteArray());
  }

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
