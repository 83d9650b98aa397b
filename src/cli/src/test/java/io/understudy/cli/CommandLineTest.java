package io.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.testkit.nativeimage.NativeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What holds for all commands. */
class CommandLineTest {

  @RegisterExtension private final Line line = new Line();

  @Test
  void everyCommandTellsWhatItIsForWithExamples() {
    CommandLine all =
        new CommandLine(
            new Understudy(new World(Map.of(), null, null, null, false, InstantSource.system())));
    assertThat(all.getSubcommands()).isNotEmpty();
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              Line.Run run = line.run(name, "--help");
              assertThat(run.code()).as(name).isZero();
              assertThat(run.out()).as(name).startsWith("Usage: understudy " + name);
              if (!name.equals("generate-completion")) {
                assertThat(run.out()).as(name).contains("Examples:\n  understudy " + name);
              }
            });
  }

  @Test
  void theHelpOfAllHasTheExitCodes() {
    Line.Run run = line.run("--help");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Exit codes:").contains("5   A service does not answer.");
  }

  @Test
  void aNativeImageWouldKnowEveryCommand() throws IOException {
    String file = "/META-INF/native-image/picocli-generated/io.understudy/cli/reflect-config.json";
    String configured;
    try (InputStream config = Understudy.class.getResourceAsStream(file)) {
      configured = new String(config.readAllBytes(), StandardCharsets.UTF_8);
    }
    CommandLine all =
        new CommandLine(
            new Understudy(new World(Map.of(), null, null, null, false, InstantSource.system())));

    assertThat(all.getSubcommands().values())
        .allSatisfy(
            command ->
                assertThat(configured)
                    .contains("\"" + command.getCommand().getClass().getName() + "\""));
  }

  /** What the manifest of a jar says is not known in an image. */
  @Test
  void aNativeImageWouldKnowItsVersion() {
    Line.Run run = line.run("--version");

    assertThat(run.code()).isZero();
    assertThat(run.out()).matches("understudy \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
    assertThat(NativeConfig.of(Understudy.class).resourcesLeftOut()).isEmpty();
    assertThat(Understudy.class.getResource("/" + Understudy.VERSION)).isNotNull();
  }

  @Test
  void completionKnowsTheCommandsAndTheirOptions() {
    Line.Run run = line.run("generate-completion");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("readiness").contains("--keys-only").contains("yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "frobnicate", "status --frobnicate", "status -o pdf", "check too much"})
  void whatIsNotUnderstoodIsAUsageError(String args) {
    Line.Run run = line.run(args.isEmpty() ? new String[0] : args.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--help");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"monitor", "ftp://monitor", "http://", "http://user:s3same@monitor", "http://m?x"})
  void whatIsNoAddressIsNotAskedNorRepeated(String url) {
    Line.Run run = line.run("readiness", "--monitor-url", url);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--monitor-url is no address").doesNotContain("s3same");
  }

  @Test
  void anAddressFromTheEnvironmentIsBlamedByItsVariable() {
    Line.Run run = line.with("UNDERSTUDY_MONITOR_URL", "monitor:8082").run("readiness");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("UNDERSTUDY_MONITOR_URL is no address");
  }

  @Test
  void anOptionCountsBeforeTheEnvironment() {
    try (FakeService other = new FakeService()) {
      other.on("GET /api/v1/readiness", 200, "{}");

      line.run("--monitor-url", other.address(), "readiness");

      assertThat(other.asked()).hasSize(1);
      assertThat(line.monitor().asked()).isEmpty();
    }
  }

  @Test
  void whoDoesNotAnswerIsNamedWithWhatToDo() {
    Line.Run run = line.run("readiness", "--monitor-url", Line.nobody());

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err())
        .contains("monitor-service at http://127.0.0.1:")
        .contains("UNDERSTUDY_MONITOR_URL");
  }

  /** As the table in {@code docs/cli.md} says. */
  @ParameterizedTest
  @CsvSource({
    "400, 1", "404, 1", "500, 1", "401, 4", "403, 4", "409, 4", "412, 4", "422, 4", "502, 5",
    "503, 5", "504, 5"
  })
  void whatAServiceSaysHasACode(int status, int code) {
    line.failover().problem("GET /api/v1/operations/0f1e", status, "It cannot be", "as things are");

    Line.Run run = line.run("history", "0f1e");

    assertThat(run.code()).as("%s", run).isEqualTo(code);
    assertThat(run.err()).contains("failover-service").contains("as things are");
  }

  @Test
  void somebodyElseAtThatAddressIsAnError() {
    line.monitor().on("GET /api/v1/readiness", 200, "text/html", "<html>");

    Line.Run run = line.run("readiness");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("is not monitor-service");
  }

  @Test
  void patienceIsAWholeNumberFromOne() {
    assertThat(line.run("readiness", "--timeout-seconds", "0").code()).isEqualTo(2);
    assertThat(line.run("readiness", "--timeout-seconds", "soon").code()).isEqualTo(2);
  }
}
