package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts where nothing is built. */
class ScriptTest {

  @TempDir private Path directory;

  @Test
  void whoSaysThatAllIsBuiltIsToldIfItIsNot() throws IOException {
    Path scripts = copied(Sources.root().resolve("scripts"), directory.resolve("scripts"));
    Cli somebody = new Cli(directory, Map.of("UNDERSTUDY_BUILT", "true"));

    for (String script : List.of("demo", "bench", "chaos")) {
      Cli.Run run = somebody.program(List.of(scripts.resolve(script).toString()));

      assertThat(run.code()).as("%s: %s", script, run).isEqualTo(1);
      assertThat(run.err())
          .contains("demo.classpath is not there")
          .contains("mvn -DskipTests package");
    }
  }

  private static Path copied(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }
}
