package io.understudy.service.settings;

import java.nio.file.Path;
import java.util.Optional;

/** A file with a secret, tried at start and read again for each use. */
public final class SecretFile {

  private SecretFile() {}

  /**
   * @param property without the prefix {@code understudy.}
   * @param content what it holds, for people
   * @return empty if none is set, or if it cannot be used, which is said
   */
  public static Optional<Path> read(
      String property, Optional<String> file, String content, Problems problems) {
    Optional<String> set = file.filter(name -> !name.isBlank());
    return problems.read(property, Optional.empty(), () -> set.map(name -> usable(name, content)));
  }

  private static Path usable(String file, String content) {
    if (TextFile.read(file).isBlank()) {
      throw new IllegalArgumentException(file + " is empty; put the " + content + " into it");
    }
    return Path.of(file);
  }
}
