package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.Secret;
import io.understudy.failover.bootstrap.BootstrapException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Entries of Secrets, which are Base64 in what the API server says. */
final class SecretText {

  private SecretText() {}

  static Optional<String> find(Secret secret, String entry) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(entry))
        .map(SecretText::decode)
        .filter(text -> !text.isBlank());
  }

  /**
   * @param whose for the message: the Secret
   * @throws BootstrapException names the entries that it has, if it lacks this one
   */
  static String of(Secret secret, String entry, String whose, Kind kind) {
    return find(secret, entry)
        .orElseThrow(
            () ->
                new BootstrapException(
                    kind,
                    "%s has no entry %s, or an empty one; it has %s"
                        .formatted(
                            whose,
                            entry,
                            secret.getData() == null
                                ? "none"
                                : new TreeSet<>(secret.getData().keySet()))));
  }

  static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same entries with their values in Base64. */
  static boolean holds(Secret secret, Map<String, String> texts) {
    return secret.getData() != null
        && secret.getData().keySet().equals(texts.keySet())
        && texts.entrySet().stream()
            .allMatch(one -> encode(one.getValue()).equals(secret.getData().get(one.getKey())));
  }

  private static String decode(String data) {
    try {
      return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      return "";
    }
  }
}
