package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.e2e.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code scripts/chaos}. */
class ChaosTest {

  private static final Pattern LAST_LINE =
      Pattern.compile("chaos: 2 seeds, (\\d+) faults, (\\d+) writes checked, 0 violations");
  private static final Duration TIMEOUT = Duration.ofMinutes(30);

  /** Kept where it fails: no replay hits the same instructions. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void noPromiseIsBrokenByTwoShortRuns() throws Exception {
    try (Script chaos =
        Script.start(
            folder.resolve("output"),
            "chaos",
            "--seeds",
            "2",
            "--seconds",
            "12",
            "--folder",
            folder.resolve("runs").toString())) {
      String output = chaos.awaitEnd(TIMEOUT);
      Matcher last = LAST_LINE.matcher(output.lines().toList().getLast());
      assertThat(last.matches()).as("kept in %s%n%s", folder, output).isTrue();
      assertThat(Integer.parseInt(last.group(1))).isPositive();
      assertThat(Integer.parseInt(last.group(2))).isGreaterThan(1000);
      assertThat(folder.resolve("runs")).isEmptyDirectory();
    }
  }
}
