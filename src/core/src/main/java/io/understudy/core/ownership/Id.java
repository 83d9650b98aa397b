package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * 128 bits that stand for a UID or a key. A UUID stands for itself; anything else for its truncated
 * SHA-256, so that nobody can craft two that collide.
 */
public record Id(long high, long low) {

  private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Id::sha256);

  public static Id ofKey(Bytes key) {
    return hash(key.array());
  }

  public static Id ofUid(String uid) {
    return isUuid(uid) ? uuid(uid) : hash(("uid\0" + uid).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Stands in for the UID of an object whose value cannot be read (encrypted), so that references
   * to it are not taken for dangling.
   */
  public static Id ofName(String kind, String namespace, String name) {
    String text = "name\0" + kind.toLowerCase(Locale.ROOT) + '\0' + namespace + '\0' + name;
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  int bucket(int mask) {
    long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & mask;
  }

  private static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  private static Id uuid(String text) {
    long high =
        Long.parseLong(text, 0, 8, 16) << 32
            | Long.parseLong(text, 9, 13, 16) << 16
            | Long.parseLong(text, 14, 18, 16);
    long low = Long.parseLong(text, 19, 23, 16) << 48 | Long.parseLong(text, 24, 36, 16);
    return new Id(high, low);
  }

  private static Id hash(byte[] bytes) {
    byte[] digest = SHA_256.get().digest(bytes);
    return new Id(longAt(digest, 0), longAt(digest, 8));
  }

  private static long longAt(byte[] bytes, int offset) {
    long value = 0;
    for (int i = offset; i < offset + 8; i++) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
