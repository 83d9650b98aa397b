package io.understudy.core.registry;

/** What can be read of a stored value without knowing its type. */
public sealed interface Envelope {

  /**
   * @param encoding how the object is stored
   */
  record Readable(ObjectHeader header, Encoding encoding) implements Envelope {}

  /**
   * Encrypted at rest, and no configuration here opens it.
   *
   * @param provider aescbc, aesgcm, secretbox, kms
   * @param keyName the configured key's name
   */
  record Opaque(String provider, String keyName) implements Envelope {}

  /** Not a Kubernetes object, or a damaged one. */
  record Unreadable(String why) implements Envelope {}

  enum Encoding {
    PROTOBUF,
    JSON
  }
}
