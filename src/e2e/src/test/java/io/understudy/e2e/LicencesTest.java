package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Licences of all that ships, libraries of libraries too. */
class LicencesTest {

  private static final List<String> SHIPPED =
      List.of(
          "sync-service/target/quarkus-app",
          "monitor-service/target/quarkus-app",
          "failover-service/target/quarkus-app",
          "src/cli/target/understudy");
  private static final String OURS = "io.understudy";

  @TempDir private Path folder;

  @Test
  void everyLibraryThatShipsIsUnderOneThatIsAllowed() throws IOException {
    LocalRepository repository = LocalRepository.here();
    Map<String, Path> poms = repository.poms();
    TreeSet<String> libraries = libraries();
    List<String> faults = new ArrayList<>();
    for (String library : libraries) {
      Path pom = poms.get(library);
      if (pom == null || !Files.exists(pom)) {
        faults.add(library + " has no POM in " + repository.root());
      } else {
        Licences.fault(library, repository.licences(pom)).ifPresent(faults::add);
      }
    }

    assertThat(libraries).hasSizeGreaterThan(150);
    assertThat(faults).isEmpty();
  }

  private static TreeSet<String> libraries() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (String shipped : SHIPPED) {
      try (Stream<Path> files = Files.walk(Sources.root().resolve(shipped).resolve("lib"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".jar") && !name.startsWith(OURS))
            .forEach(names::add);
      }
    }
    return names;
  }

  @Test
  void aLibraryUnderNoneThatIsAllowedIsNamed() throws IOException {
    Path bare = pom("bare", "");
    Path strict =
        pom("strict", "<licenses><license><name>GPL-3.0-only</name></license></licenses>");
    LocalRepository repository = new LocalRepository(folder);

    assertThat(Licences.fault("bare-1.jar", repository.licences(bare)))
        .contains("bare-1.jar names no licence");
    assertThat(Licences.fault("strict-1.jar", repository.licences(strict)))
        .contains("strict-1.jar is under [GPL-3.0-only], of which none is allowed");
  }

  @Test
  void aParentSpeaksForItsChildrenAndOneOfSeveralIsEnough() throws IOException {
    pom(
        "above",
        "<licenses><license><name>GPL2 w/ CPE</name></license>"
            + "<license><name> EPL\n 2.0</name></license></licenses>");
    Path child =
        pom(
            "child",
            "<parent><groupId>some.group</groupId><artifactId>above</artifactId>"
                + "<version>1</version></parent>");

    List<String> names = new LocalRepository(folder).licences(child);

    assertThat(Licences.spdx(names)).containsExactly("EPL-2.0");
    assertThat(Licences.fault("child-1.jar", names)).isEmpty();
  }

  private Path pom(String artifact, String contents) throws IOException {
    Path file = folder.resolve("some/group").resolve(artifact).resolve("1");
    Files.createDirectories(file);
    return Files.writeString(
        file.resolve(artifact + "-1.pom"), "<project>" + contents + "</project>");
  }
}
