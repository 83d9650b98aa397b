package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoOnceTest {

  private static final Pattern LAST_LINE = Pattern.compile("demo: (\\d+) keys equal");
  private static final Pattern LOOKED_FOR =
      Pattern.compile("switchover: ([\\d,]+) acknowledged writes and ([\\d,]+) deletes are");
  private static final Duration TIMEOUT = Duration.ofMinutes(30);

  @TempDir private Path folder;

  @Test
  void itTellsItsStoryAndEndsWithTheNumbersOfLostWritesAndEqualKeys() throws Exception {
    try (Script demo =
        Script.start(
            folder.resolve("output"),
            Map.of("UNDERSTUDY_DEMO_ENV", folder.resolve("demo.env").toString()),
            "demo",
            "--once")) {
      String output = demo.awaitEnd(TIMEOUT);
      List<String> lines = output.lines().toList();
      assertThat(lines.get(lines.size() - 2)).as(output).isEqualTo("switchover: lost writes: 0");
      assertThat(output)
          .contains("\ndashboard         http://")
          .contains("found it: 1 different, 1 missed")
          .contains("drift: repaired; both etcds are equal again\n")
          .contains("drill: succeeded; the primary's etcd is as it was\n")
          .contains("\nroles swapped: site-b is the primary, site-a its standby and equal to it\n");
      Matcher looked = LOOKED_FOR.matcher(output);
      assertThat(looked.find()).as(output).isTrue();
      assertThat(Integer.parseInt(looked.group(1).replace(",", ""))).isGreaterThan(100);
      assertThat(Integer.parseInt(looked.group(2).replace(",", ""))).isGreaterThan(10);
      Matcher last = LAST_LINE.matcher(lines.getLast());
      assertThat(last.matches()).as(output).isTrue();
      assertThat(Integer.parseInt(last.group(1))).isGreaterThan(100);
    }
  }
}
