package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/chaos}. */
class ChaosTest {

  private static final Pattern LAST_LINE =
      Pattern.compile("chaos: 2 seeds, (\\d+) faults, (\\d+) writes checked, 0 violations");
  private static final int TIMEOUT_SECONDS = 1800;

  @TempDir private Path folder;

  @Test
  void noPromiseIsBrokenByTwoShortRuns() throws Exception {
    Path written = folder.resolve("output");
    Process chaos = start(written);
    try {
      boolean ended = chaos.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      String output = Files.readString(written);
      assertThat(ended).as(output).isTrue();
      assertThat(chaos.exitValue()).as(output).isZero();
      Matcher last = LAST_LINE.matcher(output.lines().toList().getLast());
      assertThat(last.matches()).as(output).isTrue();
      assertThat(Integer.parseInt(last.group(1))).isPositive();
      assertThat(Integer.parseInt(last.group(2))).isGreaterThan(1000);
      assertThat(folder.resolve("runs")).isEmptyDirectory();
    } finally {
      chaos.destroy();
    }
  }

  private Process start(Path written) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ChaosMain.class.getName(),
            "--seeds",
            "2",
            "--seconds",
            "12",
            "--folder",
            folder.resolve("runs").toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(written.toFile())
        .start();
  }
}
