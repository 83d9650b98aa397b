package io.understudy.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

  private static final int TIMEOUT_SECONDS = 300;

  @TempDir private Path folder;

  @Test
  void theSmallestFormEndsWithATableOfAllWhoCopy() throws Exception {
    assertThat(said("mirror", "--only", "copy", "--keys", "2000"))
        .contains("x make-mirror")
        .contains("of the bare writer");
  }

  @Test
  void theSmallestCheckEndsWithATableOfBothWays() throws Exception {
    assertThat(said("check", "--keys", "2000"))
        .contains("values, monitor")
        .contains("of its bytes from the source");
  }

  private String said(String... arguments) throws Exception {
    Path written = folder.resolve("output");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--rounds", "1", "--storage", "memory"));
    Process bench =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(written.toFile())
            .start();
    try {
      boolean ended = bench.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      String output = Files.readString(written);
      assertThat(ended).as(output).isTrue();
      assertThat(bench.exitValue()).as(output).isZero();
      return output;
    } finally {
      bench.destroy();
    }
  }

  @Test
  void unknownOptionsAreNamed() {
    assertThatThrownBy(() -> Options.parse(List.of("mirror", "--speed", "high")))
        .hasMessageContaining("--speed");
    assertThatThrownBy(() -> Options.parse(List.of("mirror", "--only", "nothing")))
        .hasMessageContaining("copy, tail or memory");
    assertThatThrownBy(() -> Options.parse(List.of("mirror", "--keys", "0")))
        .hasMessageContaining("1 to");
    assertThatThrownBy(() -> Options.parse(List.of())).hasMessageContaining("mirror");
  }
}
