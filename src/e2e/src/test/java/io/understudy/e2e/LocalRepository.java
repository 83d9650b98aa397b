package io.understudy.e2e;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** Maven's local repository, out of which this build was made. */
record LocalRepository(Path root) {

  private static final int MOST_PARENTS = 20;

  /** Where AssertJ, of which these tests are made, was taken from. */
  static LocalRepository here() {
    try {
      Path jar =
          Path.of(Assertions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path group = jar.getParent().getParent().getParent();
      if (!group.endsWith("org/assertj")) {
        throw new IllegalStateException("not in a repository of Maven: " + jar);
      }
      return new LocalRepository(group.getParent().getParent());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * POMs by the names that jars have where services ship: with the group before ({@code
   * org.slf4j.slf4j-api-2.0.17.jar}), as Quarkus lays them, and without, as Maven does.
   */
  Map<String, Path> poms() throws IOException {
    Map<String, Path> poms = new HashMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Path version = jar.getParent();
        Path artifact = version.getParent();
        String group = root.relativize(artifact.getParent()).toString().replace('/', '.');
        Path pom = version.resolve(artifact.getFileName() + "-" + version.getFileName() + ".pom");
        poms.put(group + "." + jar.getFileName(), pom);
        poms.putIfAbsent(jar.getFileName().toString(), pom);
      }
    }
    return poms;
  }

  /** What a POM says, or the nearest of its parents that says something; empty if none does. */
  List<String> licences(Path pom) throws IOException {
    Optional<Path> next = Optional.of(pom);
    for (int parents = 0; next.isPresent() && parents < MOST_PARENTS; parents++) {
      Pom read = Pom.read(next.get());
      if (!read.licences().isEmpty()) {
        return read.licences();
      }
      next = read.parent().map(this::pom);
    }
    return List.of();
  }

  /** What any version that is here says, whichever of them this build takes. */
  Set<String> licences(String group, String artifact) throws IOException {
    Set<String> licences = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root.resolve(group.replace('.', '/')).resolve(artifact))) {
      for (Path pom : files.filter(file -> file.toString().endsWith(".pom")).toList()) {
        licences.addAll(licences(pom));
      }
    }
    return licences;
  }

  private Path pom(Pom.Coordinates of) {
    return root.resolve(of.group().replace('.', '/'))
        .resolve(of.artifact())
        .resolve(of.version())
        .resolve(of.artifact() + "-" + of.version() + ".pom");
  }
}
