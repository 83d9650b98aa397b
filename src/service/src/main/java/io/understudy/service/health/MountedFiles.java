package io.understudy.service.health;

import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files in some directories, and whether they are other ones than they were. Kubernetes mounts a
 * ConfigMap or Secret as links into a hidden directory, which it replaces as a whole.
 */
final class MountedFiles {

  private static final int DEPTH = 4;
  private static final String HIDDEN = "..";

  private final List<Path> directories;
  private final Map<String, String> before;

  /**
   * Reads them. One that is not there has no files.
   *
   * @throws IOException if a file cannot be read
   */
  MountedFiles(List<Path> directories) throws IOException {
    this.directories = List.copyOf(directories);
    this.before = digests();
  }

  /**
   * A file that came, went or has another content.
   *
   * @return empty if there is none, or while they cannot be read: they may just be replaced
   */
  Optional<String> changed() {
    try {
      Map<String, String> now = digests();
      return Stream.concat(before.keySet().stream(), now.keySet().stream())
          .filter(file -> !before.getOrDefault(file, "").equals(now.getOrDefault(file, "")))
          .findFirst();
    } catch (IOException untold) {
      return Optional.empty();
    }
  }

  private Map<String, String> digests() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (Path directory : directories) {
      if (Files.isDirectory(directory)) {
        for (Path file : files(directory)) {
          digests.put(file.toString(), Bytes.wrap(Files.readAllBytes(file)).sha256());
        }
      }
    }
    return digests;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !directory.relativize(file).toString().startsWith(HIDDEN))
          .toList();
    } catch (java.io.UncheckedIOException failure) {
      throw failure.getCause();
    }
  }
}
