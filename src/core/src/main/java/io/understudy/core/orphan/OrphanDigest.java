package io.understudy.core.orphan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names exactly one list of orphans: SHA-256 over, for each in the order of keys, its kind, a
 * newline, the length of the key in four bytes, the key, and the revision in eight.
 */
public final class OrphanDigest {

  private static final int NUMBERS_BYTES = Integer.BYTES + Long.BYTES;

  private final MessageDigest sha256;

  public OrphanDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, this one does not", e);
    }
  }

  public void add(Orphan orphan) {
    byte[] kind = (orphan.kind().text() + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] key = orphan.key().array();
    ByteBuffer entry = ByteBuffer.allocate(kind.length + key.length + NUMBERS_BYTES);
    entry.put(kind).putInt(key.length).put(key).putLong(orphan.revision());
    sha256.update(entry.array());
  }

  /** Of all that was added, in hex, lower case; nothing is added after it. */
  public String hex() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
