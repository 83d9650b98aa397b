package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.Captures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routine checks by two monitors, and repairs by a mirror, as processes between two etcds. */
class CheckAndRepairTest {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "a token of the tests";

  /** In scope, owned by nobody, and owning nothing. */
  private static final String DELETED = "/registry/configmaps/team-a/deleted-on-standby";

  private static final String CHANGED = "/registry/configmaps/team-a/changed-on-standby";
  private static final String MADE = "/registry/configmaps/team-a/made-on-standby";

  @TempDir Path directory;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TwoEtcds etcds = new TwoEtcds();
  private final List<ServiceProcess> services = new ArrayList<>();
  private SyncService sync;
  private MonitorService monitor;
  private MonitorService other;

  private record Answer(int status, JsonNode body, String location) {}

  @BeforeEach
  void start() throws Exception {
    etcds.source().load(Captures.registry(Captures.REGISTRY));
    etcds.source().put(key(DELETED), configMap("deleted-on-standby", "one"));
    etcds.source().put(key(CHANGED), configMap("changed-on-standby", "one"));
    Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint());
    environment.put("UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint());
    environment.put("UNDERSTUDY_SCOPE_PROFILE", "live-standby");
    environment.put("UNDERSTUDY_API_TOKEN_FILE", token.toString());
    environment.put("UNDERSTUDY_SYNC_INTERVAL", "0");
    sync = SyncService.start(environment, directory.resolve("sync.log"), SMALL);
    services.add(sync);
    await().atMost(PATIENCE).until(() -> get(sync, "/api/v1/status").path("sound").asBoolean());
    environment.remove("UNDERSTUDY_SYNC_INTERVAL");
    environment.put("UNDERSTUDY_SYNC_URL", sync.address());
    environment.put("UNDERSTUDY_SYNC_TOKEN_FILE", token.toString());
    monitor = monitor(environment, "monitor-0");
    other = monitor(environment, "monitor-1");
  }

  private MonitorService monitor(Map<String, String> environment, String holder) {
    Map<String, String> own = new HashMap<>(environment);
    own.put("UNDERSTUDY_HOLDER", holder);
    MonitorService started = MonitorService.start(own, directory.resolve(holder), SMALL);
    services.add(started);
    return started;
  }

  @AfterEach
  void stop() {
    services.forEach(ServiceProcess::close);
    etcds.close();
    http.close();
  }

  @Test
  void faultsOnTheStandbyAreFoundAndRepairedAndOnlyWhatIsConfirmedIsDeleted() throws Exception {
    await().atMost(PATIENCE).until(() -> checks(monitor).size() == 1);
    assertThat(checks(monitor).get(0).path("result").asText()).isEqualTo("consistent");
    await().atMost(PATIENCE).until(() -> checks(other).size() == 1);

    etcds.target().delete(key(DELETED));
    etcds.target().put(key(CHANGED), configMap("changed-on-standby", "two"));
    long made = etcds.target().put(key(MADE), configMap("made-on-standby", "three"));

    JsonNode check = checked();
    assertThat(check.path("result").asText()).isEqualTo("inconsistent");
    assertThat(texts(check.path("missed"))).containsExactly(DELETED);
    assertThat(texts(check.path("different"))).containsExactly(CHANGED);
    assertThat(check.path("surplus")).hasSize(1);
    assertThat(check.path("surplus").get(0).path("key").asText()).isEqualTo(MADE);
    assertThat(check.path("surplus").get(0).path("revision").asLong()).isEqualTo(made);
    assertThat(check.path("causes").findValuesAsText("cause")).containsOnly("written-on-standby");
    assertThat(check.path("causes").get(0).path("resource").asText()).isEqualTo("configmaps");
    assertThat(check.path("causes").get(0).path("count").asLong()).isEqualTo(3);
    assertThat(check.path("causes").get(0).path("example").asText()).isEqualTo(DELETED);
    String repair = "/api/v1/checks/" + check.path("id").asText() + "/repair";

    Answer wrong = post(other, repair, confirmation("0".repeat(64)));
    assertThat(wrong.status).isEqualTo(409);
    assertThat(etcds.target().get(key(DELETED))).as("nothing was asked for").isEmpty();

    Answer repaired = post(other, repair, "");
    assertThat(repaired.status).as("%s", repaired.body).isEqualTo(200);
    assertThat(repaired.body.path("counts").path("repaired").asInt()).isEqualTo(2);
    assertThat(etcds.target().get(key(DELETED))).map(KeyValue::value).isEqualTo(source(DELETED));
    assertThat(etcds.target().get(key(CHANGED))).map(KeyValue::value).isEqualTo(source(CHANGED));
    assertThat(etcds.target().get(key(MADE))).as("nobody confirmed it").isPresent();

    Answer deleted = post(monitor, repair, confirmation(check.path("surplusDigest").asText()));
    assertThat(deleted.status).as("%s", deleted.body).isEqualTo(200);
    assertThat(deleted.body.path("counts").path("deleted").asInt()).isEqualTo(1);
    assertThat(etcds.target().get(key(MADE))).isEmpty();

    JsonNode after = checked();
    assertThat(after.path("result").asText()).as("%s", after).isEqualTo("consistent");
    assertThat(after.path("healing").path("repaired").asLong()).isGreaterThanOrEqualTo(2);
    Pattern metric = Pattern.compile("understudy_check_consistent\\{link=\"global\",?\\} 1");
    await().atMost(PATIENCE).until(() -> metric.matcher(text(monitor, "/metrics")).find());
  }

  @Test
  void aMonitorThatDiesInItsTurnLeavesTheCheckToTheOther() throws Exception {
    await().atMost(PATIENCE).until(() -> checks(other).size() == 1);
    await().atMost(PATIENCE).until(() -> checks(monitor).size() == 1);
    sync.suspend();
    Answer asked = post(monitor, "/api/v1/checks", "{\"full\": true}");
    assertThat(asked.status).isEqualTo(202);

    monitor.kill();
    sync.resume();

    await().atMost(PATIENCE).until(() -> isDone(other, asked.location));
    JsonNode check = get(other, asked.location);
    assertThat(check.path("result").asText()).as("%s", check).isEqualTo("consistent");
    assertThat(check.path("full").asBoolean()).isTrue();
  }

  private Bytes key(String text) {
    return Bytes.utf8(text);
  }

  private static Bytes configMap(String name, String value) {
    return Bytes.utf8(
        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\""
            + name
            + "\",\"namespace\":\"team-a\",\"uid\":\"uid-of-"
            + name
            + "\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},\"data\":{\"key\":\""
            + value
            + "\"}}\n");
  }

  private Optional<Bytes> source(String key) {
    return etcds.source().get(key(key)).map(KeyValue::value);
  }

  private static String confirmation(String digest) {
    return "{\"surplus\": \"delete\", \"confirm\": \"" + digest + "\"}";
  }

  /** Asks one monitor and reads of the other. */
  private JsonNode checked() throws Exception {
    Answer asked = post(monitor, "/api/v1/checks", "");
    assertThat(asked.status).as("%s", asked.body).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> isDone(other, asked.location));
    return get(other, asked.location);
  }

  private boolean isDone(ServiceProcess service, String location) {
    return get(service, location).path("state").asText().equals("done");
  }

  private JsonNode checks(ServiceProcess service) {
    return get(service, "/api/v1/checks").path("checks");
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

  private String text(ServiceProcess service, String path) throws Exception {
    HttpRequest request = request(service, path).header("Accept", "text/plain").GET().build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private Answer post(ServiceProcess service, String path, String body) throws Exception {
    HttpRequest request =
        request(service, path)
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    String location = answer.headers().firstValue("Location").orElse("");
    return new Answer(
        answer.statusCode(), JSON.readTree(answer.body()), URI.create(location).getPath());
  }

  private static HttpRequest.Builder request(ServiceProcess service, String path) {
    return HttpRequest.newBuilder(URI.create(service.address() + path))
        .timeout(Duration.ofSeconds(120));
  }
}
