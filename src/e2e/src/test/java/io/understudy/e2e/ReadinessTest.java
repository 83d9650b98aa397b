package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The question as an operator asks it: everything passes on two sites that are well, and each
 * single fault shows as its own precheck, with what that means for each verb. The API servers are
 * answered for by the tests: they say versions, keys and Secrets' names and keep no objects, so a
 * Secret that cannot be decrypted is a refusal as a real one words it.
 */
class ReadinessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NONE = List.of();

  /** In scope, owned by nobody, and owning nothing. */
  private static final String PLANTED = "/registry/configmaps/team-a/planted";

  private static final String READY = "ready";
  private static final String WARNED = "ready-with-warnings";
  private static final String NOT_READY = "not-ready";

  /**
   * Nobody reads the source: what the standby holds is whole, and what would be lost is not known.
   */
  private static final Verdict UNFOLLOWED =
      new Verdict(WARNED, NONE, List.of("mirror", "continuity"));

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private ReadySites sites;
  private SyncService sync;
  private MonitorService monitor;

  /** What one verb came to. */
  private record Verdict(String verdict, List<String> blockers, List<String> warnings) {}

  @BeforeEach
  void start() throws Exception {
    sites = new ReadySites(directory);
    sites.etcds().source().put(PLANTED, Values.object("ConfigMap", "planted").utf8());
    sync = SyncService.start(sites.ofSync(), directory.resolve("sync.log"), SMALL);
    await().atMost(PATIENCE).until(() -> get(sync, "/api/v1/status").path("sound").asBoolean());
    monitor =
        MonitorService.start(
            sites.ofMonitor(sync.address()), directory.resolve("monitor.log"), SMALL);
    await().atMost(PATIENCE).until(() -> get(monitor, "/api/v1/checks").has("checks"));
  }

  @AfterEach
  void stop() {
    if (monitor != null) {
      monitor.close();
    }
    if (sync != null) {
      sync.close();
    }
    sites.close();
    http.close();
  }

  @Test
  void twoSitesThatAreWellAreReadyAndEachFaultIsNamedAndGoes() throws Exception {
    assertThat(readiness().path("verdicts").path("switchover").path("blockers"))
        .extracting(JsonNode::asText)
        .as("nothing has been checked yet")
        .contains("last-check");
    assertThat(checked().path("result").asText()).isEqualTo("consistent");
    awaitReady();
    theCommandLineSaysSo();
    everyServerWasAsked();

    aPausedMirrorIsAWarning();
    aDifferenceBlocksASwitchover();
    closedPortsBlockWhoeverNeedsThem();
    oneServerOfSeveralIsEnough();
    aSilentMirrorIsAWarning();
  }

  private void theCommandLineSaysSo() {
    Cli understudy = new Cli(directory, Map.of("UNDERSTUDY_MONITOR_URL", monitor.address()));
    await().atMost(PATIENCE).until(() -> understudy.run("readiness").code() == 0);
  }

  private void everyServerWasAsked() {
    JsonNode versions = check("kubernetes-versions");
    for (int i = 0; i < 2; i++) {
      assertThat(versions.path("evidence").toString())
          .contains("primary " + sites.primary(i).address() + " v1.34.1")
          .contains("standby " + sites.standby(i).address() + " v1.34.1");
    }
    assertThat(check("encryption-readable").path("evidence").toString())
        .contains(sites.standby(0).address(), sites.standby(1).address());
  }

  private void aPausedMirrorIsAWarning() throws Exception {
    post(sync, "/api/v1/pause", 200);
    awaitVerdicts(UNFOLLOWED);
    assertThat(check("mirror").path("evidence").toString()).contains("the mirror is paused");
    assertThat(check("continuity").path("summary").asText())
        .isEqualTo("the mirror does not read the source now: sync-service says 'paused'");
    post(sync, "/api/v1/resume", 200);
    awaitReady();
  }

  private void aDifferenceBlocksASwitchover() throws Exception {
    sites.etcds().target().delete(Bytes.utf8(PLANTED));
    JsonNode found = checked();
    assertThat(found.path("result").asText()).isEqualTo("inconsistent");
    awaitVerdicts(
        new Verdict(NOT_READY, List.of("last-check"), NONE),
        new Verdict(WARNED, NONE, List.of("last-check")));
    post(monitor, "/api/v1/checks/" + found.path("id").asText() + "/repair", 200);
    assertThat(checked().path("result").asText()).isEqualTo("consistent");
    awaitReady();
  }

  private void closedPortsBlockWhoeverNeedsThem() {
    int port = sites.vips().ports().get(2);
    sites.vips().close(ReadySites.STANDBY_VIP, port);
    awaitVerdicts(new Verdict(NOT_READY, List.of("standby-vip"), NONE));
    assertThat(check("standby-vip").path("summary").asText())
        .isEqualTo(ReadySites.STANDBY_VIP + ":" + port + ": refused");
    sites.vips().open(ReadySites.STANDBY_VIP, port);
    awaitReady();

    sites.vips().close(ReadySites.PRIMARY_VIP, port);
    awaitVerdicts(
        new Verdict(NOT_READY, List.of("primary-vip"), NONE),
        new Verdict(WARNED, NONE, List.of("primary-vip")));
    sites.vips().open(ReadySites.PRIMARY_VIP, port);
    awaitReady();
  }

  private void oneServerOfSeveralIsEnough() {
    sites.standby(1).refuseSecrets("unable to transform key: no matching prefix found");
    awaitVerdicts(new Verdict(NOT_READY, List.of("encryption-readable"), NONE));
    assertThat(check("encryption-readable").path("summary").asText())
        .contains(sites.standby(1).address() + " cannot list Secrets: unable to transform key");
    sites.standby(1).refuseSecrets("");
    awaitReady();

    sites.primary(1).version("v1.34.2");
    awaitVerdicts(new Verdict(WARNED, NONE, List.of("kubernetes-versions")));
    assertThat(check("kubernetes-versions").path("summary").asText())
        .contains(sites.primary(1).address() + " v1.34.2");
    sites.primary(1).version("v1.34.1");
    awaitReady();
  }

  /** Suspended, so that it comes back at the same address; then stopped for good. */
  private void aSilentMirrorIsAWarning() {
    sync.suspend();
    awaitVerdicts(UNFOLLOWED);
    sync.resume();
    awaitReady();
    sync.close();
    awaitVerdicts(UNFOLLOWED);
    assertThat(check("mirror").path("summary").asText()).contains("sync-service does not answer");
  }

  private void awaitReady() {
    awaitVerdicts(new Verdict(READY, NONE, NONE));
  }

  private void awaitVerdicts(Verdict ofBoth) {
    awaitVerdicts(ofBoth, ofBoth);
  }

  private void awaitVerdicts(Verdict switchover, Verdict failover) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              JsonNode answer = readiness();
              assertThat(List.of(verdict(answer, "switchover"), verdict(answer, "failover")))
                  .as("%s", notPassed(answer))
                  .containsExactly(switchover, failover);
            });
  }

  private static Verdict verdict(JsonNode answer, String verb) {
    JsonNode verdict = answer.path("verdicts").path(verb);
    return new Verdict(
        verdict.path("verdict").asText(),
        texts(verdict.path("blockers")),
        texts(verdict.path("warnings")));
  }

  /** For people, if it is another than expected. */
  private static List<String> notPassed(JsonNode answer) {
    List<String> found = new ArrayList<>();
    for (JsonNode check : answer.path("checks")) {
      if (!check.path("result").asText().equals("PASS")) {
        found.add(check.path("name").asText() + " " + check.path("evidence"));
      }
    }
    return found;
  }

  private JsonNode check(String name) {
    for (JsonNode check : readiness().path("checks")) {
      if (check.path("name").asText().equals(name)) {
        return check;
      }
    }
    throw new AssertionError("no precheck is called " + name);
  }

  private JsonNode readiness() {
    return get(monitor, "/api/v1/readiness");
  }

  private JsonNode checked() throws Exception {
    String location = post(monitor, "/api/v1/checks", 202).headers().firstValue("Location").get();
    String path = URI.create(location).getPath();
    await().atMost(PATIENCE).until(() -> get(monitor, path).path("state").asText().equals("done"));
    return get(monitor, path);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Empty while it does not answer. */
  private JsonNode get(ServiceProcess service, String path) {
    try {
      return JSON.readTree(
          http.send(request(service, path).GET().build(), HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException notUp) {
      return JSON.createObjectNode();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> post(ServiceProcess service, String path, int status)
      throws Exception {
    HttpRequest request =
        request(service, path)
            .header("Authorization", "Bearer " + ReadySites.TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private static HttpRequest.Builder request(ServiceProcess service, String path) {
    return HttpRequest.newBuilder(URI.create(service.address() + path))
        .timeout(Duration.ofSeconds(120));
  }
}
