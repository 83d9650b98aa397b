package io.understudy.testkit.nativeimage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Where the files of a module are, once it is compiled: its directory of classes. */
final class ModuleClasses {

  private static final String CLASS = ".class";

  private ModuleClasses() {}

  static Path folder(Class<?> anyOfTheModule) {
    try {
      Path place =
          Path.of(
              Objects.requireNonNull(anyOfTheModule.getProtectionDomain().getCodeSource())
                  .getLocation()
                  .toURI());
      return Files.isDirectory(place) ? place : FileSystems.newFileSystem(place).getPath("/");
    } catch (URISyntaxException | IOException unreadable) {
      throw new IllegalStateException("cannot read the module of " + anyOfTheModule, unreadable);
    }
  }

  static List<Path> classFiles(Path folder) {
    return files(folder).stream().filter(file -> file.toString().endsWith(CLASS)).toList();
  }

  /** By their paths in the module; no classes. */
  static List<String> resources(Path folder) {
    return files(folder).stream()
        .map(file -> folder.relativize(file).toString())
        .filter(name -> !name.endsWith(CLASS))
        .toList();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
