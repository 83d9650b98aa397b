package io.understudy.core.encryption;

import io.understudy.core.port.Bytes;
import java.util.Optional;

/**
 * What is known of the encryption at rest of both ends. Values on the target are copies of the
 * source's or the standby's own, so a value may have been encrypted by either.
 *
 * <p>Safe for use by several threads; never throws, whatever the bytes.
 */
public interface Encryption {

  /** Nothing is known: no encrypted value opens, and nothing is said of what the standby reads. */
  Encryption NONE =
      (key, value) ->
          EncryptionConfiguration.isEncrypted(value) ? Opened.NOT : Opened.of(Optional.of(value));

  /**
   * @param key the object's key in the registry, which AES-GCM authenticates; for a parked copy
   *     that of the object, not the one it is parked at
   * @param value as stored, encrypted or not
   */
  Opened open(Bytes key, Bytes value);

  /**
   * Grows whenever what opens values has changed. It may look for that, at most now and then, so it
   * is to be asked between two pieces of work.
   */
  default long generation() {
    return 0;
  }

  /**
   * Tells one set of providers and key names from another; nothing of a secret is in it. Empty if
   * nothing is known.
   */
  default String digest() {
    return "";
  }

  /** Whether it is known which values the standby's API server can read. */
  default boolean knowsStandby() {
    return false;
  }

  /**
   * @param plaintext the object without encryption, the value itself if it is not encrypted; empty
   *     if no key here opens it
   * @param standbyCannot why the standby's API server cannot read the value; empty if it can, or if
   *     its configuration is not known here
   */
  record Opened(Optional<Bytes> plaintext, Optional<Reading.Why> standbyCannot) {

    static final Opened NOT = of(Optional.empty());

    static Opened of(Optional<Bytes> plaintext) {
      return new Opened(plaintext, Optional.empty());
    }

    /** Nothing of the content. */
    @Override
    public String toString() {
      return plaintext.isPresent() ? "opened" : "not opened";
    }
  }
}
