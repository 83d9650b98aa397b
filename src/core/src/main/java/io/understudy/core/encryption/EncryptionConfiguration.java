package io.understudy.core.encryption;

import io.understudy.core.encryption.Reading.Why;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.List;
import java.util.Optional;

/**
 * Kubernetes' {@code EncryptionConfiguration}: which providers an API server reads which resources
 * with. Made by {@link #parse}; immutable, and safe for use by several threads.
 *
 * <p>As in the API server the first entry that names a resource decides, and of its providers those
 * whose name and key name a value begins with are tried in order.
 */
public final class EncryptionConfiguration {

  private final List<Entry> entries;

  EncryptionConfiguration(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** One entry of {@code resources}. */
  record Entry(List<ResourcePattern> resources, List<Provider> providers) {

    boolean names(RegistryKey key) {
      return resources.stream().anyMatch(pattern -> pattern.matches(key));
    }
  }

  /** One way to read values. */
  sealed interface Provider {

    /** Values without encryption. */
    record Identity() implements Provider {}

    /** A plugin's: its values can be told, not opened. */
    record Kms(List<Bytes> prefixes) implements Provider {}

    /**
     * One key.
     *
     * @param prefix of its values, up to and with the key's name and a colon
     */
    record Keyed(Bytes prefix, ValueCipher cipher) implements Provider {}
  }

  /**
   * Reads {@code apiserver.config.k8s.io/v1} as YAML or JSON.
   *
   * @param fileName for messages
   * @throws EncryptionFileException if it is not a valid configuration; the message has the line
   *     and never any of the content
   */
  public static EncryptionConfiguration parse(String text, String fileName) {
    return EncryptionFileReader.read(text, fileName);
  }

  /** Whether a stored value says that it is encrypted, by whatever provider. */
  public static boolean isEncrypted(Bytes value) {
    return EnvelopeReader.isEncrypted(value);
  }

  /**
   * What an API server with this configuration makes of a value. Never throws.
   *
   * @param key the object's key in the registry
   * @param value as stored
   */
  public Reading read(Bytes key, Bytes value) {
    Optional<Entry> entry =
        RegistryKeys.parse(key)
            .flatMap(parsed -> entries.stream().filter(each -> each.names(parsed)).findFirst());
    if (!isEncrypted(value)) {
      return entry.isEmpty()
              || entry.get().providers.stream().anyMatch(Provider.Identity.class::isInstance)
          ? new Reading.Plain()
          : new Reading.Refused(Why.NO_IDENTITY);
    }
    return entry.isEmpty()
        ? new Reading.Refused(Why.NOT_LISTED)
        : encrypted(entry.get().providers, key, value);
  }

  /** Resources, providers and the names of their keys, in order; no secret. */
  String names() {
    StringBuilder names = new StringBuilder();
    for (Entry entry : entries) {
      names.append(entry.resources).append(':');
      for (Provider provider : entry.providers) {
        names.append(
            switch (provider) {
              case Provider.Identity identity -> " identity";
              case Provider.Kms kms -> " " + kms.prefixes.getFirst().utf8();
              case Provider.Keyed keyed -> " " + keyed.prefix.utf8();
            });
      }
      names.append('\n');
    }
    return names.toString();
  }

  private static Reading encrypted(List<Provider> providers, Bytes key, Bytes value) {
    Why why = Why.NO_KEY;
    for (Provider provider : providers) {
      switch (provider) {
        case Provider.Kms kms -> {
          if (kms.prefixes.stream().anyMatch(value::startsWith)) {
            return new Reading.Plugin();
          }
        }
        case Provider.Keyed keyed -> {
          if (value.startsWith(keyed.prefix)) {
            byte[] plaintext = keyed.cipher.open(key, value, keyed.prefix.length());
            if (plaintext != null && isSound(keyed.cipher, plaintext)) {
              return new Reading.Opened(Bytes.wrap(plaintext));
            }
            why = Why.WRONG_KEY;
          }
        }
        case Provider.Identity identity -> {}
      }
    }
    return new Reading.Refused(why);
  }

  /** What nothing authenticates opens to noise, now and then, under a wrong key. */
  private static boolean isSound(ValueCipher cipher, byte[] plaintext) {
    return cipher.isAuthenticated()
        || EnvelopeReader.read(Bytes.wrap(plaintext)) instanceof Envelope.Readable;
  }
}
