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
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line as a process, against the three services as processes. What changes the sites'
 * roles, and words to operations, are in {@link CommandLineVerbsTest}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandLineTest {

  private static final String CONSISTENT = "LOCAL ETCD and REMOTE ETCD are consistent.";

  /** What is drawn on a terminal begins so: back to the line's beginning, and the line erased. */
  private static final String DRAWN = "\r\u001b[K[";

  @TempDir private static Path directory;

  private static TwoSites sites;
  private static SiteServices services;
  private static Cli understudy;

  @BeforeAll
  static void start() {
    sites = new TwoSites(directory);
    services = sites.startAll(Dashboard.setup(sites));
    understudy = Cli.at(services, directory);
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
    Run blocked = understudy.run("readiness", "--verb", "switchover", "-o", "json");
    assertThat(blocked.code()).as("%s", blocked).isEqualTo(3);
    assertThat(blocked.json().at("/verdicts/switchover/blockers").toString())
        .contains("last-check");

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

  /** It is on record, and done once the mirror goes on. */
  @Test
  void aRepairThatIsNotAllDoneIsNo() {
    sites.b().client().put(Dashboard.WRITTEN, Dashboard.BY_HAND);
    until(3, "check");
    JsonNode kept = lastCheck("inconsistent");
    String[] repair = {
      "repair",
      kept.path("id").asText(),
      "--delete-surplus",
      kept.path("surplusDigest").asText(),
      "-o",
      "json"
    };
    try (FailoverClient sync = new FailoverClient(services.sync().address(), SiteServices.TOKEN)) {
      assertThat(sync.post("/api/v1/pause", FailoverClient.object()).status()).isEqualTo(200);
      Run waits = understudy.run(repair);
      assertThat(waits.code()).as("%s", waits).isEqualTo(3);
      assertThat(waits.json().path("state").asText()).as("%s", waits).isNotEqualTo("done");
      assertThat(sync.post("/api/v1/resume", FailoverClient.object()).status()).isEqualTo(200);
    }

    until(0, repair);
    assertThat(sites.b().client().get(Dashboard.WRITTEN)).isEmpty();
    until(0, "check");
  }

  /** What cannot be asked here is a warning, and warnings do not count. */
  @Test
  void readinessIsYesOnceBothSidesAreVerified() {
    until(0, "check");
    lastCheck("consistent");

    Run run = until(0, "readiness", "--verb", "failover", "-o", "json");

    assertThat(run.json().at("/verdicts/failover/ready").asBoolean()).as("%s", run).isTrue();
    assertThat(run.json().path("checks")).isNotEmpty();
    assertThat(until(0, "readiness").out()).contains("PRECHECK").contains("gc-safety");
    assertThat(until(0, "readiness", "-o", "yaml").yaml().path("checks")).isNotEmpty();
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
    Run unknown = understudy.run("history", "0f1e");
    assertThat(unknown.code()).as("%s", unknown).isEqualTo(1);
    assertThat(unknown.err()).contains("no such thing");

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
    assertEnded("drill", understudy.run("watch", id, "-o", "json").lines());
    assertEnded("drill", understudy.run("watch", id, "-o", "yaml").documents());
    assertEnded("drill", until(0, "drill", "--yes", "site-b", "-o", "json").lines());
    assertEnded("drill", until(0, "drill", "--yes", "site-b", "-o", "yaml").documents());
  }

  private static void assertEnded(String verb, List<JsonNode> events) {
    assertThat(events).isNotEmpty();
    assertThat(events).extracting(event -> event.path("verb").asText()).containsOnly(verb);
    assertThat(events.getLast().path("state").asText()).isEqualTo("succeeded");
  }

  /** The last: the roles are others afterwards. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aSwitchoverIsFollowedByPrograms() {
    List<JsonNode> events = until(0, "switchover", "--yes", "site-b", "-o", "json").lines();

    assertEnded("switchover", events);
    assertThat(events.getLast().path("rtoSeconds").asDouble()).isPositive();
    String id = events.getLast().path("id").asText();
    assertEnded("switchover", understudy.run("watch", id, "-o", "yaml").documents());
    assertThat(understudy.run("history", id).out()).contains("RTO").contains("RPO");
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

  /** A replica that knows nobody: it has no token of its own to compare with. */
  @Test
  void whoMayNotIsRefused() {
    try (MonitorService closed = services.startDashboard(Map.of("UNDERSTUDY_API_TOKEN_FILE", ""))) {
      Run run = understudy.run("repair", "42", "--monitor-url", closed.address());

      assertThat(run.code()).as("%s", run).isEqualTo(4);
      assertThat(run.err()).contains("does not let you (403)");
    }
  }

  /** A script stands for kubectl, which says where it forwards: to services that are there. */
  @Test
  void theServicesAreFoundByThePortsThatKubectlForwards() throws IOException {
    Cli forwarding =
        understudy
            .with("UNDERSTUDY_SYNC_URL", "")
            .with("UNDERSTUDY_MONITOR_URL", "")
            .with("UNDERSTUDY_FAILOVER_URL", "")
            .with("UNDERSTUDY_KUBECTL", kubectl().toString());
    until(0, "check");

    Run status =
        await()
            .atMost(PATIENCE)
            .until(
                () -> forwarding.run("status", "--forward", "-o", "json"), run -> run.code() == 0);

    assertThat(status.json().at("/mirror/phase").asText()).isEqualTo("tail");
    assertThat(status.json().at("/lastCheck/result").asText()).isEqualTo("consistent");
    assertThat(status.json().at("/role/site").asText()).isEqualTo("site-b");
    Run elsewhere = forwarding.run("status", "--forward", "--namespace", "elsewhere");
    assertThat(elsewhere.code()).as("%s", elsewhere).isEqualTo(5);
    assertThat(elsewhere.out()).contains("not found");
  }

  private static Path kubectl() throws IOException {
    Path kubectl =
        Files.writeString(
            directory.resolve("forwarding-kubectl"),
            """
            #!/bin/sh
            case "$*" in
              *--namespace=cpaas-system*service/etcd-sync-monitor*) port=%s ;;
              *--namespace=cpaas-system*service/etcd-sync-failover*) port=%s ;;
              *--namespace=cpaas-system*"service/etcd-sync "*) port=%s ;;
              *) echo 'Error from server (NotFound): services not found' >&2; exit 1 ;;
            esac
            echo "Forwarding from 127.0.0.1:$port -> 8080"
            exec sleep 3600
            """
                .formatted(
                    services.monitor().port(),
                    services.failoverProcess().port(),
                    services.sync().port()));
    return Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
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
    Run seen = onATerminal(line);
    assertThat(seen.out()).contains(DRAWN).contains("comparing both etcds").contains(CONSISTENT);
    assertThat(seen.out().lastIndexOf(DRAWN)).isLessThan(seen.out().indexOf(CONSISTENT));
    assertThat(onATerminal(line + " -o json").json().path("consistent").asBoolean()).isTrue();
  }

  private static Run onATerminal(String line) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                understudy
                    .with("TERM", "xterm")
                    .program(List.of("script", "-qefc", line, "/dev/null")),
            run -> run.code() == 0);
  }

  /** An address where nobody listens. */
  private static String nobody() {
    return "http://127.0.0.1:" + FreePorts.find(1).getFirst();
  }
}
