package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.e2e.demo.Demo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoOnceTest {

  private static final Pattern LAST_LINE = Pattern.compile("demo: (\\d+) keys equal");
  private static final int TIMEOUT_SECONDS = 180;

  @Test
  void itEndsWithTheNumberOfEqualKeys() throws Exception {
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName(),
                "--once")
            .redirectErrorStream(true)
            .start();
    try (demo.getInputStream()) {
      String output =
          new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(demo.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as(output).isTrue();
      List<String> lines = output.lines().toList();
      Matcher last = LAST_LINE.matcher(lines.getLast());
      assertThat(last.matches()).as(output).isTrue();
      assertThat(Integer.parseInt(last.group(1))).isGreaterThan(100);
      assertThat(demo.exitValue()).as(output).isZero();
    } finally {
      demo.destroyForcibly();
    }
  }
}
