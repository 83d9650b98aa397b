package io.understudy.core.scope;

import io.understudy.core.encryption.Encryption;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.Optional;

/**
 * Rules together with what opens values encrypted at rest: labels and owners of an encrypted object
 * are read where a configuration opens it; otherwise it is {@link Envelope.Opaque}.
 *
 * <p>Safe for use by several threads. What it says of a value changes when the configuration gets
 * other keys.
 */
public final class Classifier {

  private final Rules rules;
  private final Encryption encryption;

  public Classifier(Rules rules, Encryption encryption) {
    this.rules = rules;
    this.encryption = encryption;
  }

  /** Opens nothing. */
  public static Classifier of(Rules rules) {
    return new Classifier(rules, Encryption.NONE);
  }

  /** Other rules, the same keys. */
  public Classifier under(Rules others) {
    return new Classifier(others, encryption);
  }

  public Rules rules() {
    return rules;
  }

  /** See {@link Encryption#knowsStandby()}. */
  public boolean knowsStandby() {
    return encryption.knowsStandby();
  }

  /** See {@link Encryption#generation()}. */
  public long generation() {
    return encryption.generation();
  }

  /** See {@link Encryption#digest()}. */
  public String encryptionDigest() {
    return encryption.digest();
  }

  /** Parses key and value, opens it if it is encrypted, and decides. */
  public Classified classify(KeyValue kv) {
    Optional<RegistryKey> parsed = RegistryKeys.parse(kv.key());
    Encryption.Opened opened = encryption.open(kv.key(), kv.value());
    Envelope envelope = envelope(kv.value(), opened.plaintext());
    return new Classified(
        kv.key(),
        parsed,
        envelope,
        rules.decide(kv.key(), parsed, envelope, kv.lease()),
        kv.createRevision(),
        opened.standbyCannot());
  }

  /**
   * The value without encryption: as it is if it is not encrypted, empty if it is and cannot be
   * opened.
   *
   * @param kv under the object's own key; for a parked copy see {@link #plaintext(Bytes, Bytes)}
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
    return encryption.open(key, value).plaintext();
  }

  /** Something that opens and is no object after all may be anything: it stays opaque. */
  private static Envelope envelope(Bytes value, Optional<Bytes> plaintext) {
    Envelope stored = EnvelopeReader.read(value);
    return stored instanceof Envelope.Opaque
        ? plaintext
            .map(EnvelopeReader::read)
            .filter(Envelope.Readable.class::isInstance)
            .orElse(stored)
        : stored;
  }
}
