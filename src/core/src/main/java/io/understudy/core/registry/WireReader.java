package io.understudy.core.registry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the fields of a protobuf message in place. Damage never throws: it ends the walk, and
 * {@link #damage()} says what was wrong. Nested messages are entered and left, so depth costs
 * nothing here and no length can reach past the message it is in.
 */
final class WireReader {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED_32 = 5;
  private static final int MAX_VARINT_BYTES = 10;
  private static final int MAX_FIELD = (1 << 29) - 1;

  private final byte[] bytes;
  private int position;
  private int limit;
  private int field;
  private int wireType;
  private String damage = "";

  WireReader(byte[] bytes, int from) {
    this.bytes = bytes;
    this.position = from;
    this.limit = bytes.length;
  }

  /**
   * @return what was wrong with the bytes walked over so far, empty if nothing
   */
  String damage() {
    return damage;
  }

  /**
   * Moves to the next field of the message, whose content must then be taken or skipped.
   *
   * @return its number, 0 at the end of the message or at damage
   */
  int nextField() {
    if (position >= limit) {
      return 0;
    }
    long tag = varint();
    wireType = (int) (tag & 7);
    long number = tag >>> 3;
    if (damage.isEmpty() && (number == 0 || number > MAX_FIELD)) {
      fail("a field number is out of range");
    }
    field = damage.isEmpty() ? (int) number : 0;
    return field;
  }

  /** Offset in the bytes: before {@link #nextField()} that of the field's tag. */
  int position() {
    return position;
  }

  /** Skips the content of the field. */
  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED_64 -> advance(Long.BYTES);
      case LENGTH -> advance(length());
      case FIXED_32 -> advance(Integer.BYTES);
      default -> fail("a field has a wire type that Kubernetes never writes");
    }
  }

  /** Takes the content of the field as text; empty at damage. */
  String text() {
    int size = expectLength();
    String text = new String(bytes, position, size, StandardCharsets.UTF_8);
    advance(size);
    return text;
  }

  boolean isVarint() {
    return wireType == VARINT;
  }

  boolean isLength() {
    return wireType == LENGTH;
  }

  /** Takes the content of the field as a number; 0 at damage. */
  long number() {
    if (wireType != VARINT) {
      fail("a field has another type than it should");
    }
    return damage.isEmpty() ? varint() : 0;
  }

  /** Takes a copy of the content of the field; empty at damage. */
  byte[] bytes() {
    int size = expectLength();
    byte[] content = Arrays.copyOfRange(bytes, position, position + size);
    advance(size);
    return content;
  }

  /** Takes the length of the content of a field of bytes and skips the content. */
  int skipBytes() {
    int size = expectLength();
    advance(size);
    return size;
  }

  /**
   * Enters the message that is the content of the field: {@link #nextField()} then walks over it.
   *
   * @return what {@link #leave} needs
   */
  int enter() {
    int size = expectLength();
    int outerLimit = limit;
    limit = position + size;
    return outerLimit;
  }

  /** Leaves the message entered, wherever in it the walk is. */
  void leave(int outerLimit) {
    if (damage.isEmpty()) {
      position = limit;
      limit = outerLimit;
    }
  }

  private int expectLength() {
    if (wireType != LENGTH) {
      fail("a field has another type than it should");
    }
    return damage.isEmpty() ? length() : 0;
  }

  /**
   * @return a length that fits into the message, 0 at damage
   */
  private int length() {
    long size = varint();
    if (damage.isEmpty() && (size < 0 || size > limit - position)) {
      fail("a length reaches past the end of its message");
    }
    return damage.isEmpty() ? (int) size : 0;
  }

  private void advance(int count) {
    if (count > limit - position) {
      fail("it ends in the middle of a field");
    } else {
      position += count;
    }
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (position >= limit) {
        fail("it ends in the middle of a number");
        return 0;
      }
      byte b = bytes[position++];
      if (i == MAX_VARINT_BYTES - 1 && (b < 0 || b > 1)) {
        break;
      }
      value |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    fail("a number is longer than 64 bits");
    return 0;
  }

  /** The first damage stands; nothing is read after it. */
  private void fail(String what) {
    if (damage.isEmpty()) {
      damage = what;
    }
    position = limit;
  }
}
