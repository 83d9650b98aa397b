package io.understudy.service.settings;

import io.understudy.service.encryption.EncryptionFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the ends encrypt at rest.
 *
 * @param source file with the source's {@code EncryptionConfiguration}
 * @param target file with the target's
 * @param recheck how often they are looked at again
 */
public record EncryptionSettings(Optional<Path> source, Optional<Path> target, Duration recheck) {

  private static final int HOUR_MS = 3_600_000;

  static EncryptionSettings read(ServiceConfig config, Problems problems) {
    return new EncryptionSettings(
        file("source", config.source(), problems),
        file("target", config.target(), problems),
        problems.millis("encryption.recheck-ms", config.encryption().recheckMs(), 100, HOUR_MS));
  }

  private static Optional<Path> file(String end, EndConfig given, Problems problems) {
    Optional<String> name = given.encryptionConfigFile().filter(text -> !text.isBlank());
    return problems.read(
        end + ".encryption-config-file",
        Optional.empty(),
        () -> name.map(EncryptionSettings::checked));
  }

  /** It is read here only to refuse one that cannot be used. */
  private static Path checked(String file) {
    return new EncryptionFile(Path.of(file)).path();
  }
}
