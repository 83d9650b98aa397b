package io.understudy.service.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The namespace that Understudy runs in, from where it is known best. */
final class ReleaseNamespace {

  private static final String USUAL = "cpaas-system";

  private ReleaseNamespace() {}

  /**
   * @param given as configured, or from the environment
   * @param mounted file that every pod with a ServiceAccount has, with its namespace
   */
  static String of(Optional<String> given, Path mounted) {
    return given.filter(name -> !name.isBlank()).or(() -> read(mounted)).orElse(USUAL);
  }

  private static Optional<String> read(Path mounted) {
    try {
      return Optional.of(Files.readString(mounted).strip()).filter(name -> !name.isEmpty());
    } catch (IOException outsideAPod) {
      return Optional.empty();
    }
  }
}
