package io.understudy.core.scope;

import io.understudy.core.encryption.Decryption;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.RegistryKeys;
import java.util.Optional;

/**
 * Rules together with what opens values encrypted at rest: labels and owners of an encrypted object
 * are read where a configuration opens it; otherwise it is {@link Envelope.Opaque}.
 *
 * <p>Safe for use by several threads. What it says of a value may change from opaque to readable
 * when the configuration gets new keys.
 */
public final class Classifier {

  private final Rules rules;
  private final Decryption decryption;

  public Classifier(Rules rules, Decryption decryption) {
    this.rules = rules;
    this.decryption = decryption;
  }

  /** Opens nothing. */
  public static Classifier of(Rules rules) {
    return new Classifier(rules, Decryption.NONE);
  }

  /** Other rules, the same keys. */
  public Classifier under(Rules others) {
    return new Classifier(others, decryption);
  }

  public Rules rules() {
    return rules;
  }

  /** Parses key and value, opens it if it is encrypted, and decides. */
  public Classified classify(KeyValue kv) {
    var parsed = RegistryKeys.parse(kv.key());
    Envelope envelope = envelope(kv.key(), kv.value());
    Verdict verdict = rules.decide(kv.key(), parsed, envelope, kv.lease());
    return new Classified(kv.key(), parsed, envelope, verdict);
  }

  /**
   * The value without encryption: as it is if it is not encrypted, empty if it is and cannot be
   * opened.
   */
  public Optional<Bytes> plaintext(KeyValue kv) {
    return plaintext(kv.key(), kv.value());
  }

  /**
   * As {@link #plaintext(KeyValue)}.
   *
   * @param key the object's key in the registry, for a parked copy too
   */
  public Optional<Bytes> plaintext(Bytes key, Bytes value) {
    if (!EnvelopeReader.isEncrypted(value)) {
      return Optional.of(value);
    }
    return decryption.open(key, value).filter(Classifier::isObject);
  }

  private Envelope envelope(Bytes key, Bytes value) {
    Envelope stored = EnvelopeReader.read(value);
    if (!(stored instanceof Envelope.Opaque)) {
      return stored;
    }
    return decryption
        .open(key, value)
        .map(EnvelopeReader::read)
        .filter(Envelope.Readable.class::isInstance)
        .orElse(stored);
  }

  /** A wrong key of the right name opens AES-CBC to noise, now and then. */
  private static boolean isObject(Bytes plaintext) {
    return EnvelopeReader.read(plaintext) instanceof Envelope.Readable;
  }
}
