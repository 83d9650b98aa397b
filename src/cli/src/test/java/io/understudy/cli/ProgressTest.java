package io.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is drawn on a terminal while something takes long, and nowhere else. */
class ProgressTest {

  private static final String CHECK = "GET /check?values=true&full=false";
  private static final String REPAIR = "POST /api/v1/checks/42/repair";
  private static final String EVENTS = "GET /api/v1/operations/0f1e/events";
  private static final String STEPS =
      """
      event:operation
      data:{"id":"0f1e","verb":"drill","site":"site-b","state":"%s",\
      "steps":[{"name":"freeze","phase":"%s"},{"name":"drain","phase":"%s"}]}

      """;

  @TempDir private Path directory;

  @RegisterExtension private final Line line = new Line().withToken();

  @Test
  void aShareIsABarAndWhatIsNotKnownMoves() {
    assertThat(Progress.line("kube-system", 7, 14, Duration.ofSeconds(75)))
        .isEqualTo("[##########..........] 7 of 14, 1 min 15 s: kube-system");
    assertThat(Progress.line("x", 3, 2, Duration.ZERO)).contains("[####################]");
    assertThat(Progress.line("x", 0, 0, Duration.ZERO)).isEqualTo("[####................] 0 s: x");
    assertThat(Progress.line("x", -1, 0, Duration.ofSeconds(1)))
        .isEqualTo("[....####............] 1 s: x");
    assertThat(Progress.line("x", -1, 0, Duration.ofSeconds(4))).contains("[................####]");
    assertThat(Progress.line("x", -1, 0, Duration.ofSeconds(8))).contains("[####................]");
  }

  @Test
  void aLineIsNoWiderThanATerminalAndHasNoControls() {
    assertThat(Progress.line("y".repeat(200), 1, 2, Duration.ZERO)).hasSize(78).endsWith("y...");
    assertThat(Progress.line("a\u001b[31m\r", 1, 2, Duration.ZERO)).endsWith(": a [31m ");
  }

  /** All is erased before the result, which has none of it. */
  private static void assertDrawn(Line.Run run, String what) {
    assertThat(run.err()).startsWith(Progress.ERASE + "[").contains(what).endsWith(Progress.ERASE);
    assertThat(run.out()).isNotEmpty().doesNotContain("\r", "\u001b", "[##");
  }

  @Test
  void aCheckThatIsWaitedForIsDrawn() {
    line.monitor().on(CHECK, 200, "text/plain", "LOCAL ETCD and REMOTE ETCD are consistent.\n");

    Line.Run run = line.onTerminal().run("check");

    assertDrawn(run, "comparing both etcds");
    assertThat(run.out()).isEqualTo("LOCAL ETCD and REMOTE ETCD are consistent.\n");
  }

  @Test
  void aRepairIsDrawn() {
    line.monitor().on(REPAIR, 200, "{\"state\":\"done\",\"asked\":0,\"counts\":{}}");

    assertDrawn(line.onTerminal().run("repair", "42"), "repairing what check 42 found");
  }

  @Test
  void whatIsWatchedIsToldAboveTheBar() {
    line.failover()
        .on(
            EVENTS,
            200,
            "text/event-stream",
            STEPS.formatted("running", "began", "pending")
                + STEPS.formatted("running", "done", "began")
                + STEPS.formatted("succeeded", "done", "done"));

    Line.Run run = line.onTerminal().run("watch", "0f1e");

    assertDrawn(run, "[....................] 0 of 2, ");
    assertThat(run.err()).contains(": freeze").contains("[##########..........] 1 of 2, ");
    assertThat(run.out()).contains("running\n[1/2] freeze done\n[2/2] drain began\n");
  }

  /** On one terminal, what a program reads would stand amid what is drawn. */
  @Test
  void nothingIsDrawnBesideWhatProgramsRead() throws IOException {
    line.monitor()
        .on(CHECK, 200, "{\"consistent\":true}")
        .on(REPAIR, 200, "{\"state\":\"done\",\"asked\":0,\"counts\":{}}");
    line.failover()
        .on(EVENTS, 200, "text/event-stream", STEPS.formatted("succeeded", "done", "done"));
    cluster();
    line.onTerminal();

    for (String format : List.of("json", "yaml")) {
      String file = directory.resolve(format).toString();
      for (String command :
          List.of(
              "check",
              "repair 42",
              "watch 0f1e",
              "backup-excluded " + file + " --of one --kinds secrets")) {
        Line.Run run = line.run((command + " -o " + format).split(" ", -1));
        assertThat(run.code()).as("%s: %s", command, run).isZero();
        assertThat(run.out()).as(command).isNotEmpty();
        assertThat(run.err()).as(command).isEmpty();
      }
    }
  }

  @Test
  void prechecksThatAreWaitedForAreDrawn() {
    line.monitor().on("GET /api/v1/readiness", 200, "{}");

    assertDrawn(line.onTerminal().run("readiness"), "asking everybody who can tell");
  }

  private void cluster() throws IOException {
    Path script =
        Files.writeString(
            directory.resolve("kubectl"),
            "#!/bin/sh\nif [ \"$2\" = namespace ]; then echo '{\"kind\":\"Namespace\"}'; fi\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    line.with(Kubectl.VARIABLE, script.toString());
  }

  @Test
  void namespacesAreCountedWhileTheyAreSaved() throws IOException {
    cluster();
    String file = directory.resolve("excluded.jsonl").toString();

    Line.Run run =
        line.onTerminal().run("backup-excluded", file, "--of", "one,two", "--kinds", "secrets");

    assertDrawn(run, "0 of 2, ");
    assertThat(run.err()).contains("[##########..........] 1 of 2, ").contains(": two");
  }

  @Test
  void nothingIsDrawnBetweenObjectsThatAreShown() throws IOException {
    cluster();

    Line.Run run =
        line.onTerminal().run("backup-excluded", "-", "--of", "one", "--kinds", "secrets");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void nothingIsDrawnWhereNobodyLooks() {
    line.monitor()
        .on(CHECK, 200, "text/plain", "consistent\n")
        .on(REPAIR, 200, "{\"state\":\"done\",\"asked\":0,\"counts\":{}}");
    line.failover()
        .on(EVENTS, 200, "text/event-stream", STEPS.formatted("succeeded", "done", "done"));

    assertThat(line.run("check").err()).isEmpty();
    assertThat(line.run("repair", "42").err()).isEmpty();
    assertThat(line.run("watch", "0f1e").err()).isEmpty();
  }

  @Test
  void aFileAndAPipeAreNoTerminal() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    Path link = Files.createSymbolicLink(directory.resolve("2"), Path.of("/dev/pts/7"));
    Path pipe = Files.createSymbolicLink(directory.resolve("3"), Path.of("pipe:[4711]"));

    assertThat(World.leadsToTerminal(link)).isTrue();
    assertThat(World.leadsToTerminal(pipe)).isFalse();
    assertThat(World.leadsToTerminal(file)).isFalse();
    assertThat(World.leadsToTerminal(directory.resolve("nothing"))).isFalse();
    assertThat(World.hasTerminal(Map.of(World.PROGRESS, "true"), pipe)).isTrue();
    assertThat(World.hasTerminal(Map.of(World.PROGRESS, "false", "TERM", "xterm"), link)).isFalse();
    assertThat(World.hasTerminal(Map.of("TERM", "xterm"), link)).isTrue();
    assertThat(World.hasTerminal(Map.of("TERM", "xterm"), pipe)).isFalse();
    assertThat(World.hasTerminal(Map.of("TERM", "dumb"), link)).isFalse();
    assertThat(World.hasTerminal(Map.of(), link)).isFalse();
  }
}
