package io.understudy.core.registry;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope.Opaque;
import io.understudy.core.registry.Envelope.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads of a stored value what can be known without knowing its type.
 *
 * <p>It takes any bytes and always answers: what cannot be read is {@link Unreadable}, whose reason
 * never holds any of the content. Its memory is bounded by a small multiple of the value's size.
 */
public final class EnvelopeReader {

  private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(StandardCharsets.US_ASCII);

  /** Longer than any key name that a configuration can sensibly hold. */
  private static final int MAX_KEY_NAME_BYTES = 1024;

  private static final Unreadable EMPTY = new Unreadable("an empty value");
  private static final Unreadable NEITHER =
      new Unreadable("neither protobuf nor JSON as Kubernetes stores them");
  private static final Unreadable UNKNOWN_PROVIDER =
      new Unreadable("encrypted by a provider or version not known here");
  private static final Unreadable NO_KEY_NAME =
      new Unreadable("an encryption prefix without the name of a key");

  private EnvelopeReader() {}

  /**
   * @param value as stored in etcd
   */
  public static Envelope read(Bytes value) {
    byte[] bytes = value.array();
    if (bytes.length == 0) {
      return EMPTY;
    }
    if (startsWith(bytes, 0, ProtobufEnvelope.MAGIC)) {
      return ProtobufEnvelope.read(bytes);
    }
    if (bytes[0] == '{') {
      return JsonEnvelope.read(bytes);
    }
    return startsWith(bytes, 0, ENCRYPTED) ? encrypted(bytes) : NEITHER;
  }

  /** Whether the value is encrypted at rest, by whatever provider. */
  public static boolean isEncrypted(Bytes value) {
    return startsWith(value.array(), 0, ENCRYPTED);
  }

  /** {@code k8s:enc:<provider>:<version>:<key name>:<bytes>}. */
  private static Envelope encrypted(byte[] bytes) {
    for (Provider provider : Provider.values()) {
      if (startsWith(bytes, ENCRYPTED.length, provider.prefix)) {
        return opaque(bytes, provider);
      }
    }
    return UNKNOWN_PROVIDER;
  }

  private static Envelope opaque(byte[] bytes, Provider provider) {
    int start = ENCRYPTED.length + provider.prefix.length;
    int limit = Math.min(bytes.length, start + MAX_KEY_NAME_BYTES + 1);
    for (int i = start; i < limit; i++) {
      if (bytes[i] == ':') {
        String keyName = new String(bytes, start, i - start, StandardCharsets.UTF_8);
        return new Opaque(provider.label, keyName);
      }
    }
    return NO_KEY_NAME;
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] prefix) {
    int to = from + prefix.length;
    return bytes.length >= to && Arrays.equals(bytes, from, to, prefix, 0, prefix.length);
  }

  private enum Provider {
    AESCBC("aescbc", "v1"),
    AESGCM("aesgcm", "v1"),
    SECRETBOX("secretbox", "v1"),
    KMS_V1("kms", "v1"),
    KMS_V2("kms", "v2");

    private final String label;
    private final byte[] prefix;

    Provider(String label, String version) {
      this.label = label;
      this.prefix = (label + ":" + version + ":").getBytes(StandardCharsets.US_ASCII);
    }
  }
}
