package io.understudy.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.e2e.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/bench}, each part in its smallest form. */
class BenchTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(20);

  @TempDir private Path folder;

  @Test
  void theSmallestFormEndsWithATableOfAllWhoCopy() throws Exception {
    assertThat(said("mirror", "--only", "copy", "--keys", "2000"))
        .contains("x make-mirror")
        .contains("of the bare writer");
  }

  @Test
  void theyCopyOverTlsToo() throws Exception {
    assertThat(said("mirror", "--only", "copy", "--keys", "2000", "--connections", "tls"))
        .contains("TLS, 1 rounds")
        .contains("of the bare writer");
  }

  @Test
  void theSmallestCheckEndsWithATableOfBothWays() throws Exception {
    assertThat(said("check", "--keys", "2000"))
        .contains("values, monitor")
        .contains("of its bytes from the source");
  }

  @Test
  void theSmallestFailoverEndsWithATableOfBothVerbs() throws Exception {
    assertThat(said("failover", "--keys", "1000"))
        .contains("s for users")
        .contains("writes lost")
        .contains("failover, step promote");
  }

  @Test
  void theSmallestLoadEndsWithTheLagOfBoth() throws Exception {
    assertThat(said("load", "--keys", "1000", "--seconds", "5"))
        .contains("lag with 200 callers")
        .contains("of the lag alone");
  }

  @Test
  void callersMayHoldTheMirrorBackByTenTimesTheLagAndTwoSecondsInAnyCase() {
    assertThat(LoadBench.bound(0.004)).isEqualTo(2);
    assertThat(LoadBench.bound(0.5)).isEqualTo(5);
  }

  private String said(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bench"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--rounds", "1", "--storage", "memory"));
    try (Script bench = Script.start(folder.resolve("output"), command.toArray(String[]::new))) {
      return bench.awaitEnd(TIMEOUT);
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
    assertThatThrownBy(() -> Options.parse(List.of("mirror", "--connections", "open")))
        .hasMessageContaining("plain or tls");
    assertThatThrownBy(() -> Options.parse(List.of("check", "--connections", "tls")))
        .hasMessageContaining("mirror --only copy");
  }
}
