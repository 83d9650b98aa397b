package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.testkit.IndependentClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a process, against the three services as processes. */
class CommandLineTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;

  private static TwoSites sites;
  private static SiteServices services;
  private static Path token;

  /** How it ended, and what it showed. */
  private record Run(int code, String out, String err) {

    JsonNode json() {
      try {
        return JSON.readTree(out);
      } catch (IOException wrong) {
        throw new UncheckedIOException("no JSON: " + this, wrong);
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    sites = new TwoSites(directory);
    services = sites.startAll(sites.setup(sites.b()));
    token = Files.writeString(directory.resolve("token-of-the-caller"), SiteServices.TOKEN + "\n");
  }

  @AfterAll
  static void stop() {
    sites.close();
  }

  private static Run understudy(String... arguments) {
    return understudy(Map.of("UNDERSTUDY_TOKEN_FILE", token.toString()), arguments);
  }

  private static Run understudy(Map<String, String> more, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(Sources.root().resolve("scripts/understudy").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("UNDERSTUDY_SYNC_URL", services.sync().address());
    environment.put("UNDERSTUDY_MONITOR_URL", services.monitor().address());
    environment.put("UNDERSTUDY_FAILOVER_URL", services.failoverProcess().address());
    environment.putAll(more);
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("it does not end: " + command);
      }
      return new Run(process.exitValue(), text(out), text(err));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot run " + command, failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it ran", interruption);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void checkThenStatusShowTheSitesEqual() {
    Run check = understudy("check");
    assertThat(check.code()).as("%s", check).isZero();
    assertThat(check.out()).contains("LOCAL ETCD and REMOTE ETCD are consistent.");
    assertThat(understudy("check", "-o", "json").json().path("consistent").asBoolean()).isTrue();

    Run status =
        await()
            .atMost(PATIENCE)
            .until(
                () -> understudy("status", "-o", "json"),
                run -> run.json().at("/lastCheck/result").asText().equals("consistent"));
    assertThat(status.json().at("/mirror/phase").asText()).isEqualTo("tail");
    assertThat(status.json().at("/mirror/sound").asBoolean()).isTrue();
    assertThat(status.json().at("/role/site").asText()).isEqualTo("site-b");
    boolean agrees = status.json().at("/role/verdict").asText().equals("agrees");
    assertThat(status.code()).as("%s", status).isEqualTo(agrees ? 0 : 3);
    assertThat(understudy("status").out()).contains("consistent, finished").contains("revisions");

    Run repair = understudy("repair", status.json().at("/lastCheck/id").asText());
    assertThat(repair.code()).as("%s", repair).isZero();
    assertThat(repair.out()).contains("done: 0 keys asked for");
  }

  @Test
  void readinessIsWhatTheVerdictSays() {
    Run run = understudy("readiness", "--verb", "failover", "-o", "json");

    boolean ready = run.json().at("/verdicts/failover/ready").asBoolean();
    assertThat(run.json().path("checks")).isNotEmpty();
    assertThat(run.code()).as("%s", run).isEqualTo(ready ? 0 : 3);
    assertThat(understudy("readiness").out()).contains("PRECHECK").contains("gc-safety");
  }

  @Test
  void aKeyOfThePrimaryIsExplained() {
    IndependentClient client = sites.a().client();
    String key = client.all(0).keySet().iterator().next().utf8();

    Run run = understudy("explain", key);

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains(key).contains("Placement");
    assertThat(understudy("explain", "/registry/nothing/here").code()).isEqualTo(1);
  }

  @Test
  void aDrillIsPlannedBegunFollowedAndOnRecord() {
    Run plan = understudy("plan", "drill", "-o", "json");
    assertThat(plan.code()).as("%s", plan).isZero();
    assertThat(plan.json().path("site").asText()).isEqualTo("site-b");

    Run unconfirmed = understudy("drill", "--yes", "site-a");
    assertThat(unconfirmed.code()).as("%s", unconfirmed).isEqualTo(4);
    assertThat(understudy("history").out()).contains("no operation yet");

    // What was planned may not hold any more a moment later; then it is refused, and planned anew.
    Run drill =
        await()
            .atMost(PATIENCE)
            .until(() -> understudy("drill", "--yes", "site-b"), run -> run.code() != 4);
    assertThat(drill.code()).as("%s", drill).isZero();
    assertThat(drill.out()).contains("promote").contains("succeeded");

    Run history = understudy("history", "-o", "json");
    assertThat(history.code()).as("%s", history).isZero();
    JsonNode newest = history.json().at("/operations/0");
    assertThat(newest.path("verb").asText()).isEqualTo("drill");
    assertThat(newest.path("state").asText()).isEqualTo("succeeded");
    assertThat(understudy("watch", newest.path("id").asText()).code()).isZero();
  }

  @Test
  void whoIsNotKnownPlansNothing() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "another-token");

    Run run = understudy("plan", "drill", "--token-file", other.toString());

    assertThat(run.code()).as("%s", run).isEqualTo(4);
    assertThat(run.err()).contains("does not know you");
    assertThat(run.out() + run.err()).doesNotContain("another-token");
    assertThat(understudy(Map.of("UNDERSTUDY_TOKEN_FILE", ""), "plan", "drill").code())
        .isEqualTo(2);
  }
}
