package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.Captures;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.HaProxy;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A switchover by the three services as processes, under write load: users reach the primary's etcd
 * through HAProxy, the platform's name is in a DNS server. The fence is HAProxy's closed port.
 */
class SwitchoverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(480);
  private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "a token of the tests";
  private static final int WRITERS = 4;
  private static final int WRITES_BEFORE = 200;

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final TwoEtcds etcds = new TwoEtcds();
  private final HaProxy proxy = HaProxy.before(etcds.sourceProcess().address());
  private final DnsServer dns = DnsServer.start("example.test", "platform 1 A 127.0.0.1");
  private final List<ServiceProcess> services = new ArrayList<>();
  private SyncService sync;
  private FailoverService failover;
  private Map<String, String> environment;

  @BeforeEach
  void start() throws Exception {
    etcds.source().load(Captures.registry(Captures.REGISTRY));
    Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    environment = new HashMap<>();
    environment.put("UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint());
    environment.put("UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint());
    environment.put("UNDERSTUDY_SCOPE_PROFILE", "live-standby");
    environment.put("UNDERSTUDY_API_TOKEN_FILE", token.toString());
    sync = SyncService.start(environment, directory.resolve("sync.log"), SMALL);
    services.add(sync);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> get(sync, "/api/v1/status").path("sound").asBoolean());
    environment.put("UNDERSTUDY_SYNC_URL", sync.address());
    environment.put("UNDERSTUDY_SYNC_TOKEN_FILE", token.toString());
    MonitorService monitor =
        MonitorService.start(environment, directory.resolve("monitor.log"), SMALL);
    services.add(monitor);
    environment.put("UNDERSTUDY_MONITOR_URL", monitor.address());
    environment.put("UNDERSTUDY_RUN_POLL_MS", "100");
    environment.put("UNDERSTUDY_RUN_TURN_TTL_SECONDS", "10");
    environment.put("UNDERSTUDY_RUN_PLAN_TIMEOUT_MS", "120000");
    environment.put("UNDERSTUDY_RUNBOOK_FILE", runbook().toString());
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> text(monitor, "/healthz").equals("ok\n"));
    failover = startFailover();
  }

  private FailoverService startFailover() {
    FailoverService started =
        FailoverService.start(environment, directory.resolve("failover.log"), SMALL);
    services.add(started);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> get(started, "/api/v1/operations").has("operations"));
    return started;
  }

  @AfterEach
  void stop() {
    services.forEach(ServiceProcess::close);
    dns.close();
    proxy.close();
    etcds.close();
    http.close();
  }

  @Test
  void noAcknowledgedWriteIsLost() throws Exception {
    try (AckedWriters users = new AckedWriters("http://127.0.0.1:" + proxy.port(), WRITERS)) {
      await().atMost(PATIENCE).until(() -> users.acknowledged() > WRITES_BEFORE);

      int before = users.acknowledged();
      JsonNode done = ended(begin());

      assertThat(users.acknowledged()).as("written while it went on").isGreaterThan(before);
      assertThat(done.path("state").asText()).as("%s", done).isEqualTo("succeeded");
      assertThat(done.path("rpoSeconds").asDouble(-1)).isZero();
      assertThat(done.path("rtoSeconds").asDouble(-1)).isPositive();
      assertNothingLost(users);
    }
    assertThat(dns.records()).anyMatch(record -> record.contains("127.0.0.2"));
  }

  @Test
  void aProcessThatIsKilledAmidLeavesTheRestToTheNext() throws Exception {
    try (AckedWriters users = new AckedWriters("http://127.0.0.1:" + proxy.port(), WRITERS)) {
      await().atMost(PATIENCE).until(() -> users.acknowledged() > WRITES_BEFORE);
      String id = begin();
      for (String step : List.of("close", "promote", "switch-dns")) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> began(get(failover, "/api/v1/operations/" + id)).contains(step));
        failover.kill();
        failover = startFailover();
      }

      JsonNode done = ended(id);

      assertThat(done.path("state").asText()).as("%s", done).isEqualTo("succeeded");
      assertThat(Files.readString(failover.log()).split("Carrying out a run", -1))
          .as("by more than one process")
          .hasSizeGreaterThan(2);
      assertNothingLost(users);
    }
  }

  private void assertNothingLost(AckedWriters users) {
    Map<Bytes, KeyValue> all = etcds.target().all(0);
    assertThat(users.present()).isNotEmpty();
    users
        .present()
        .forEach(
            (key, value) -> {
              assertThat(all).as("an acknowledged write").containsKey(key);
              assertThat(all.get(key).value()).isEqualTo(value);
            });
    users
        .gone()
        .forEach(key -> assertThat(all).as("an acknowledged delete").doesNotContainKey(key));
  }

  private static Set<String> began(JsonNode operation) {
    Set<String> began = new HashSet<>();
    operation
        .path("steps")
        .forEach(
            step -> {
              if (step.path("attempts").asInt() > 0) {
                began.add(step.path("name").asText());
              }
            });
    return began;
  }

  /**
   * As it was planned a moment before; what changes meanwhile makes it stale, and it is tried
   * again.
   */
  private String begin() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonNode plan =
                  post("/api/v1/plans", JSON.createObjectNode().put("verb", "switchover"));
              ObjectNode request =
                  JSON.createObjectNode()
                      .put("verb", "switchover")
                      .put("planHash", plan.path("planHash").asText())
                      .put("expectedPrimary", plan.path("expectedPrimary").asText())
                      .put("term", plan.path("term").asLong());
              JsonNode answer = post("/api/v1/operations", request);
              return answer.path("id").asText();
            },
            id -> !id.isEmpty());
  }

  private JsonNode ended(String id) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> get(failover, "/api/v1/operations/" + id),
            operation -> !operation.path("state").asText().equals("running"));
  }

  private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(failover.address() + path))
            .timeout(Duration.ofSeconds(240))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private JsonNode get(ServiceProcess service, String path)
      throws IOException, InterruptedException {
    return JSON.readTree(text(service, path));
  }

  private String text(ServiceProcess service, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.address() + path))
            .timeout(Duration.ofSeconds(60))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private Path runbook() throws IOException {
    String text =
        """
        version: 1
        steps:
        - {name: gc-safe, type: gc-safety, in: switchover, with: {allow-unproven: true}}
        - {name: compare-before, type: verify-exact, in: switchover, retries: 3}
        - name: close
          type: close-port
          in: switchover
          with:
            vips:
            - name: primary
              address: 127.0.0.1
              port: %d
              via: haproxy
              runtime-apis: ["%s"]
              frontend: %s
        - {name: drain, type: drain, in: switchover}
        - {name: compare-closed, type: verify-exact, in: switchover, retries: 3}
        - {name: promote, type: promote, in: switchover}
        - {name: unpark, type: unpark, in: switchover}
        - {name: stop-mirror, type: stop-mirror, in: switchover}
        - {name: advance, type: advance-revision, in: switchover}
        - name: switch-dns
          type: switch-dns
          in: switchover
          with:
            via: rfc2136
            name: platform.example.test
            addresses: [127.0.0.2]
            old-addresses: [127.0.0.1]
            ttl-seconds: 1
            server: "%s"
            tsig-key-file: %s
        - name: verify-dns
          type: verify-dns
          in: switchover
          with:
            name: platform.example.test
            addresses: [127.0.0.2]
            authoritative: ["%s"]
        - name: answers
          type: probe-url
          in: switchover
          with: {url: "%s/q/health/live"}
        """
            .formatted(
                proxy.port(),
                proxy.tcpApi(),
                HaProxy.FRONTEND,
                dns.address(),
                dns.keyFile(),
                dns.address(),
                sync.address());
    return Files.writeString(directory.resolve("runbook.yaml"), text);
  }
}
