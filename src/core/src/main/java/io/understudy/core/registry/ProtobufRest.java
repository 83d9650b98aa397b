package io.understudy.core.registry;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What is left of an object in Kubernetes' protobuf format without some of its fields: their bytes
 * one after the other, each with its tag; a zero byte, which no field begins with, ends a message.
 */
final class ProtobufRest {

  private static final int UNKNOWN_RAW = 2;
  private static final int UNKNOWN_CONTENT_ENCODING = 3;
  private static final int OBJECT_METADATA = 1;
  private static final int OBJECT_STATUS = 3;
  private static final int META_RESOURCE_VERSION = 6;
  private static final int META_GENERATION = 7;
  private static final int META_MANAGED_FIELDS = 17;
  private static final int SECRET_DATA = 2;
  private static final int SECRET_TYPE = 3;
  private static final int MAP_KEY = 1;

  private final byte[] value;
  private final boolean dropsStatusField;
  private final boolean dropsMetadata;
  private final boolean dropsCertificate;
  private final WireReader wire;
  private final byte[] kept;
  private int size;
  private boolean encoded;

  private ProtobufRest(byte[] value, Set<Part> parts, boolean hasStatus) {
    this.value = value;
    this.dropsMetadata = parts.contains(Part.STATUS);
    this.dropsStatusField = dropsMetadata && hasStatus;
    this.dropsCertificate = parts.contains(Part.CA_CERTIFICATE);
    this.wire = new WireReader(value, ProtobufEnvelope.MAGIC.length);
    this.kept = new byte[value.length];
  }

  /**
   * @param hasStatus whether field 3 of the object is its status
   */
  static boolean isSame(byte[] one, byte[] other, Set<Part> parts, boolean hasStatus) {
    ProtobufRest first = new ProtobufRest(one, parts, hasStatus);
    ProtobufRest second = new ProtobufRest(other, parts, hasStatus);
    return first.read()
        && second.read()
        && Arrays.equals(first.kept, 0, first.size, second.kept, 0, second.size);
  }

  static Optional<String> secretType(byte[] secret) {
    WireReader wire = new WireReader(secret, ProtobufEnvelope.MAGIC.length);
    String type = "";
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      if (field != UNKNOWN_RAW) {
        wire.skip();
        continue;
      }
      int outer = wire.enter();
      for (int inner = wire.nextField(); inner != 0; inner = wire.nextField()) {
        if (inner == SECRET_TYPE) {
          type = wire.text();
        } else {
          wire.skip();
        }
      }
      wire.leave(outer);
    }
    return wire.damage().isEmpty() ? Optional.of(type) : Optional.empty();
  }

  /**
   * @return false if it is damaged, or the object is in an encoding not known here
   */
  private boolean read() {
    int start = wire.position();
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      if (field == UNKNOWN_RAW) {
        object();
      } else if (field == UNKNOWN_CONTENT_ENCODING) {
        encoded = wire.skipBytes() > 0;
      } else {
        wire.skip();
        keep(start);
      }
      start = wire.position();
    }
    return wire.damage().isEmpty() && !encoded;
  }

  private void object() {
    int outer = wire.enter();
    int start = wire.position();
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      if (field == OBJECT_METADATA) {
        metadata();
      } else if (field == SECRET_DATA && dropsCertificate) {
        entry(start);
      } else {
        wire.skip();
        if (field != OBJECT_STATUS || !dropsStatusField) {
          keep(start);
        }
      }
      start = wire.position();
    }
    wire.leave(outer);
    endMessage();
  }

  private void metadata() {
    int outer = wire.enter();
    int start = wire.position();
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      wire.skip();
      boolean counted =
          field == META_RESOURCE_VERSION
              || field == META_GENERATION
              || field == META_MANAGED_FIELDS;
      if (!counted || !dropsMetadata) {
        keep(start);
      }
      start = wire.position();
    }
    wire.leave(outer);
    endMessage();
  }

  /** One entry of the Secret's data. */
  private void entry(int start) {
    String key = "";
    int outer = wire.enter();
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      if (field == MAP_KEY) {
        key = wire.text();
      } else {
        wire.skip();
      }
    }
    wire.leave(outer);
    if (!key.equals("ca.crt")) {
      keep(start);
    }
  }

  private void keep(int start) {
    if (wire.damage().isEmpty()) {
      int length = wire.position() - start;
      System.arraycopy(value, start, kept, size, length);
      size += length;
    }
  }

  /** There is room: the tag and the length of the message are not kept. */
  private void endMessage() {
    if (wire.damage().isEmpty()) {
      kept[size++] = 0;
    }
  }
}
