package io.understudy.e2e;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The compiled classes of the project's modules, as they lie in the build tree. */
final class Sources {

  /** Modules of production code, by their place in the repository. */
  static final List<String> MAIN =
      List.of(
          "src/core",
          "src/etcd",
          "src/testkit",
          "src/service",
          "sync-service",
          "monitor-service",
          "failover-service",
          "src/cli");

  private static final List<String> ALL =
      List.of(
          "src/core",
          "src/etcd",
          "src/testkit",
          "src/service",
          "sync-service",
          "monitor-service",
          "failover-service",
          "src/cli",
          "src/e2e");

  private Sources() {}

  /** Main classes of every module, the testkit's included. */
  static JavaClasses mainClasses() {
    return classes(MAIN, "target/classes");
  }

  static JavaClasses testClasses() {
    return classes(ALL, "target/test-classes");
  }

  /** Main classes of one module; empty if it has none. */
  static JavaClasses mainClassesOf(String module) {
    return classes(List.of(module), "target/classes");
  }

  private static JavaClasses classes(List<String> modules, String folder) {
    List<Path> present = new ArrayList<>();
    for (String module : modules) {
      Path classes = root().resolve(module).resolve(folder);
      if (Files.isDirectory(classes)) {
        present.add(classes);
      }
    }
    return new ClassFileImporter().importPaths(present);
  }

  /** The repository, found from wherever the test was started. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("scripts/test"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException(
            "run the tests inside the repository: no scripts/test above");
      }
      folder = parent;
    }
    return folder;
  }
}
