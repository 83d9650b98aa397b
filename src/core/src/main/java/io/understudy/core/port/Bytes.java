package io.understudy.core.port;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An etcd key or value: immutable bytes, ordered as etcd orders keys (unsigned, lexicographic).
 *
 * <p>The array is not copied on the way in or out; whoever hands one over gives it up.
 */
public final class Bytes implements Comparable<Bytes> {

  /** No bytes: as the end of a range it means "to the end of the keyspace". */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return array.length;
  }

  public boolean isEmpty() {
    return array.length == 0;
  }

  public byte at(int index) {
    return array[index];
  }

  /** The bytes themselves, not a copy: read only. */
  public byte[] array() {
    return array;
  }

  public boolean startsWith(Bytes prefix) {
    return array.length >= prefix.array.length
        && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
  }

  public Bytes plus(Bytes suffix) {
    byte[] joined = Arrays.copyOf(array, array.length + suffix.array.length);
    System.arraycopy(suffix.array, 0, joined, array.length, suffix.array.length);
    return wrap(joined);
  }

  /** What follows the first {@code count} bytes. */
  public Bytes dropFirst(int count) {
    return wrap(Arrays.copyOfRange(array, count, array.length));
  }

  /** The least key greater than this one. */
  public Bytes next() {
    return wrap(Arrays.copyOf(array, array.length + 1));
  }

  /** The end (exclusive) of the range of all keys that start with this prefix. */
  public Bytes prefixEnd() {
    for (int i = array.length - 1; i >= 0; i--) {
      if (array[i] != (byte) 0xff) {
        byte[] end = Arrays.copyOf(array, i + 1);
        end[i]++;
        return wrap(end);
      }
    }
    return EMPTY;
  }

  /**
   * The text, with a replacement character for what is not UTF-8: for people, not for comparing.
   */
  public String utf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  public String hex() {
    return HexFormat.of().formatHex(array);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** SHA-256 in hex, lower case. */
  public String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(array));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, this one does not", e);
    }
  }

  /** As {@link #utf8()}; for keys. Do not log values. */
  @Override
  public String toString() {
    return utf8();
  }
}
