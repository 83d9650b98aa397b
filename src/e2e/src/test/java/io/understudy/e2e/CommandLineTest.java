package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.e2e.Cli.Run;
import io.understudy.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line as a process, against the three services as processes. What changes the sites'
 * roles, and words to operations, are in {@link CommandLineVerbsTest}.
 */
class CommandLineTest {

  private static final String CONSISTENT = "LOCAL ETCD and REMOTE ETCD are consistent.";

  /** What is drawn on a terminal begins so: back to the line's beginning, and the line erased. */
  private static final String DRAWN = "\r\u001b[K[";

  @TempDir private static Path directory;

  private static TwoSites sites;
  private static Cli understudy;

  @BeforeAll
  static void start() {
    sites = new TwoSites(directory);
    understudy = Cli.at(sites.startAll(Dashboard.setup(sites)), directory);
  }

  @AfterAll
  static void stop() {
    sites.close();
  }

  /** Whatever stands in the way for a moment. */
  private static Run until(int code, String... arguments) {
    return await()
        .atMost(PATIENCE)
        .until(() -> understudy.run(arguments), run -> run.code() == code);
  }

  private static JsonNode lastCheck(String result) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> understudy.run("status", "-o", "json").json().path("lastCheck"),
            check -> check.path("result").asText().equals(result));
  }

  @Test
  void checkThenStatusShowTheSitesEqual() throws IOException {
    Run check = until(0, "check");
    assertThat(check.out()).contains(CONSISTENT);
    assertThat(until(0, "check", "-o", "json").json().path("consistent").asBoolean()).isTrue();
    assertThat(until(0, "check", "--keys-only", "-o", "yaml").yaml().path("consistent").asBoolean())
        .isTrue();
    until(0, "check", "--full");
    lastCheck("consistent");

    Run status = until(0, "status", "-o", "json");
    assertThat(status.json().at("/mirror/phase").asText()).isEqualTo("tail");
    assertThat(status.json().at("/mirror/sound").asBoolean()).isTrue();
    assertThat(status.json().at("/role/site").asText()).isEqualTo("site-b");
    assertThat(status.json().at("/role/verdict").asText()).isEqualTo("agrees");
    assertThat(until(0, "status", "-o", "yaml").yaml().at("/mirror/phase").asText())
        .isEqualTo("tail");
    assertThat(until(0, "status").out()).contains("consistent, finished").contains("revisions");

    Run silent = understudy.with("UNDERSTUDY_MONITOR_URL", nobody()).run("status", "-o", "json");
    assertThat(silent.code()).as("%s", silent).isEqualTo(5);
    assertThat(silent.json().at("/lastCheck/unknown").asText()).contains("monitor-service");
    assertThat(silent.json().at("/mirror/phase").asText()).isEqualTo("tail");
  }

  @Test
  void aDifferenceIsNoAndItsRepairIsConfirmed() {
    sites.b().client().put(Dashboard.WRITTEN, Dashboard.BY_HAND);
    Run check = until(3, "check");
    assertThat(check.out()).contains(Dashboard.WRITTEN.utf8()).doesNotContain(CONSISTENT);
    assertThat(until(3, "check", "-o", "json").json().path("consistent").asBoolean(true)).isFalse();
    JsonNode kept = lastCheck("inconsistent");
    String id = kept.path("id").asText();
    assertThat(understudy.run("status").code()).isEqualTo(3);

    Run refused = understudy.run("repair", id, "--delete-surplus", "00");
    assertThat(refused.code()).as("%s", refused).isEqualTo(4);
    assertThat(understudy.run("repair", "1").code()).isEqualTo(1);
    assertThat(understudy.run("repair", "no-id").code()).isEqualTo(2);
    Run repair =
        understudy.run(
            "repair", id, "-o", "json", "--delete-surplus", kept.path("surplusDigest").asText());
    assertThat(repair.code()).as("%s", repair).isZero();
    assertThat(repair.json().at("/counts/deleted").asLong()).as("%s", repair).isEqualTo(1);
    assertThat(sites.b().client().get(Dashboard.WRITTEN)).isEmpty();

    until(0, "check");
    String sound = lastCheck("consistent").path("id").asText();
    assertThat(understudy.run("repair", sound).out()).contains("done: 0 keys asked for");
    assertThat(understudy.run("repair", sound, "-o", "yaml").yaml().path("asked").asLong(-1))
        .isZero();
  }

  @Test
  void readinessIsWhatTheVerdictSays() {
    Run run = understudy.run("readiness", "--verb", "failover", "-o", "json");

    boolean ready = run.json().at("/verdicts/failover/ready").asBoolean();
    assertThat(run.json().path("checks")).isNotEmpty();
    assertThat(run.code()).as("%s", run).isEqualTo(ready ? 0 : 3);
    assertThat(understudy.run("readiness").out()).contains("PRECHECK").contains("gc-safety");
    assertThat(understudy.run("readiness", "-o", "yaml").yaml().path("checks")).isNotEmpty();
  }

  @Test
  void aKeyOfThePrimaryIsExplained() {
    String key = sites.a().client().all(0).keySet().iterator().next().utf8();

    Run run = understudy.run("explain", key);

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains(key).contains("Placement");
    assertThat(understudy.run("explain", key, "-o", "json").json().path("key").asText())
        .isEqualTo(key);
    assertThat(understudy.run("explain", key, "-o", "yaml").yaml().path("key").asText())
        .isEqualTo(key);
    assertThat(understudy.run("explain", "/registry/nothing/here").code()).isEqualTo(1);
  }

  @Test
  void aDrillIsPlannedBegunFollowedAndOnRecord() {
    assertThat(until(0, "plan", "drill", "-o", "json").json().path("site").asText())
        .isEqualTo("site-b");
    assertThat(until(0, "plan", "drill", "-o", "yaml").yaml().path("canBegin").asBoolean())
        .isTrue();
    assertThat(understudy.run("plan", "flight").code()).isEqualTo(2);
    Run blocked = understudy.run("plan", "reprotect");
    assertThat(blocked.code()).as("%s", blocked).isEqualTo(3);

    for (String[] unconfirmed : new String[][] {{"drill"}, {"drill", "--yes", "site-a"}}) {
      Run run = understudy.run(unconfirmed);
      assertThat(run.code()).as("%s", run).isEqualTo(4);
      assertThat(run.err()).contains("nothing was begun");
    }
    assertThat(understudy.run("history").out()).contains("no operation yet");
    Run none = understudy.run("watch");
    assertThat(none.code()).as("%s", none).isEqualTo(1);
    assertThat(understudy.run("watch", "0f1e").code()).isEqualTo(1);

    // What was planned may not hold any more a moment later; then it is refused, and planned anew.
    Run drill = until(0, "drill", "--yes", "site-b", "--comment", "rehearsed");
    assertThat(drill.out()).contains("promote").contains("succeeded").doesNotContain(DRAWN);
    assertThat(drill.err()).doesNotContain(DRAWN);

    JsonNode newest = understudy.run("history", "-o", "json").json().at("/operations/0");
    assertThat(newest.path("verb").asText()).isEqualTo("drill");
    assertThat(newest.path("state").asText()).isEqualTo("succeeded");
    String id = newest.path("id").asText();
    assertThat(understudy.run("history", id).out()).contains("rehearsed").contains("succeeded");
    assertThat(understudy.run("history", id, "-o", "json").json().path("id").asText())
        .isEqualTo(id);
    assertThat(
            understudy.run("history", "--limit", "1", "-o", "yaml").yaml().at("/operations/0/id"))
        .isEqualTo(newest.path("id"));
    assertThat(understudy.run("watch", id).code()).isZero();
    List<JsonNode> events = understudy.run("watch", id, "-o", "json").lines();
    assertThat(events).isNotEmpty();
    assertThat(events.getLast().path("state").asText()).isEqualTo("succeeded");
  }

  @Test
  void whoIsNotKnownPlansNothing() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "another-token");

    Run run = understudy.run("plan", "drill", "--token-file", other.toString());

    assertThat(run.code()).as("%s", run).isEqualTo(4);
    assertThat(run.err()).contains("does not know you");
    assertThat(run.out() + run.err()).doesNotContain("another-token");
    assertThat(understudy.with("UNDERSTUDY_TOKEN_FILE", "").run("plan", "drill").code())
        .isEqualTo(2);
    assertThat(understudy.run().code()).isEqualTo(2);
    assertThat(understudy.run("check", "-o", "xml").code()).isEqualTo(2);
  }

  @Test
  void whereNoServiceAnswersEachCommandSaysSo() {
    String nobody = nobody();
    Cli alone =
        understudy
            .with("UNDERSTUDY_SYNC_URL", nobody)
            .with("UNDERSTUDY_MONITOR_URL", nobody)
            .with("UNDERSTUDY_FAILOVER_URL", nobody);
    for (String line :
        List.of(
            "status",
            "check",
            "readiness",
            "explain /registry/a",
            "history",
            "history 0f1e",
            "watch",
            "plan switchover",
            "failover --yes site-b --accept-data-loss 1",
            "reprotect --yes site-b",
            "say 0f1e approve",
            "repair 42")) {
      Run run = alone.run(line.split(" ", -1));
      assertThat(run.code()).as("%s: %s", line, run).isEqualTo(5);
      assertThat(run.out() + run.err()).as(line).contains("-service");
    }
  }

  /** {@code script} gives a program a terminal of its own. */
  @Test
  void aBarIsDrawnOnATerminalAlone() {
    Run piped = until(0, "check");
    assertThat(piped.out() + piped.err()).doesNotContain("\r").doesNotContain("\u001b");

    String line = Cli.script() + " check";
    Run seen =
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    understudy
                        .with("TERM", "xterm")
                        .program(List.of("script", "-qefc", line, "/dev/null")),
                run -> run.code() == 0);
    assertThat(seen.out()).contains(DRAWN).contains("comparing both etcds").contains(CONSISTENT);
    assertThat(seen.out().lastIndexOf(DRAWN)).isLessThan(seen.out().indexOf(CONSISTENT));
  }

  /** A script stands for kubectl: these sites have no API server. */
  @Test
  void whatIsLeftOutIsSavedByKubectl() throws IOException {
    Path kubectl =
        Files.writeString(
            directory.resolve("kubectl"),
            """
            #!/bin/sh
            case "$*" in
              *--context=gone*) echo 'error: context "gone" does not exist' >&2; exit 1 ;;
              'get namespace '*) echo '{"kind":"Namespace"}' ;;
              *) echo '{"items":[{"kind":"ConfigMap"}]}' ;;
            esac
            """);
    Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
    Cli cluster = understudy.with("UNDERSTUDY_KUBECTL", kubectl.toString());
    Path saved = directory.resolve("excluded.jsonl");
    String[] backup = {
      "backup-excluded", saved.toString(), "--of", "one", "--kinds", "configmaps", "-o", "json"
    };

    Run run = cluster.run(backup);
    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.json().at("/objects/one").asLong()).isEqualTo(2);
    assertThat(Files.readAllLines(saved)).hasSize(2);
    assertThat(cluster.run(backup).code()).as("it is there already").isEqualTo(1);
    backup[1] = directory.resolve("second.jsonl").toString();
    backup[backup.length - 1] = "yaml";
    assertThat(cluster.run(backup).yaml().at("/objects/one").asLong()).isEqualTo(2);
    Run gone = cluster.run("backup-excluded", saved + "-2", "--context", "gone");
    assertThat(gone.code()).as("%s", gone).isEqualTo(1);
    assertThat(gone.err()).contains("does not exist");
  }

  @Test
  void bashCompletesTheCommands() {
    String line = "source <('%s' generate-completion) && complete -p understudy";

    Run run = understudy.program(List.of("bash", "-c", line.formatted(Cli.script())));

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("-F _complete_understudy");
  }

  /** An address where nobody listens. */
  private static String nobody() {
    return "http://127.0.0.1:" + FreePorts.find(1).getFirst();
  }
}
