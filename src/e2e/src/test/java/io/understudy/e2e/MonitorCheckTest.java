package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.Captures;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of a monitor-service as it is shipped, asked with curl. */
class MonitorCheckTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int MANY_KEYS = 300_000;
  private static final int KEYS_IN_TXN = 100;

  @TempDir private Path directory;

  @Test
  void aMirroredRegistryIsConsistentAndWhatGoesMissingIsTold() {
    try (TwoEtcds etcds = new TwoEtcds()) {
      etcds.source().load(Captures.registry(Captures.REGISTRY));
      Bytes lost = configMap(etcds.source(), "lost");
      try (RunningMirror mirror = etcds.mirror(TwoEtcds.profile("acp-global"));
          MonitorService monitor = start(etcds, List.of("-Xmx128m"))) {
        mirror.awaitEvent("sound");
        etcds.awaitEqual();
        awaitUp(monitor);

        for (String address : List.of("127.0.0.1", "[::1]")) {
          Curl.Answer text = Curl.get(url(address, monitor));
          assertThat(text.status()).as(text.body()).isEqualTo(200);
          assertThat(text.body()).startsWith("LOCAL ETCD and REMOTE ETCD are consistent.");
          JsonNode json = json(Curl.get("-H", "Accept: application/json", url(address, monitor)));
          assertThat(json.get("consistent").asBoolean()).isTrue();
          assertThat(json.get("localKeys").asLong()).isGreaterThan(100);
        }

        etcds.target().delete(lost);
        Curl.Answer text = Curl.get(url("[::1]", monitor));
        assertThat(text.status()).isEqualTo(409);
        assertThat(text.body()).contains("LOCAL ETCD missed keys: 1\n" + lost + "\n");
        Curl.Answer json = Curl.get("-H", "Accept: application/json", url("127.0.0.1", monitor));
        assertThat(json.status()).isEqualTo(409);
        assertThat(json(json).get("localMissedKeys").get(0).asText()).isEqualTo(lost.utf8());
        assertThat(json(json).get("read").asText()).isEqualTo("changes");
      }
    }
  }

  @Test
  void threeHundredThousandKeysAreCheckedInASmallHeap() {
    try (TwoEtcds etcds = new TwoEtcds()) {
      fill(etcds);
      try (MonitorService monitor =
          start(etcds, List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"))) {
        awaitUp(monitor);

        JsonNode first = json(Curl.get("-H", "Accept: application/json", url(monitor)));
        assertThat(first.get("consistent").asBoolean()).isTrue();
        assertThat(first.get("localKeys").asInt()).isEqualTo(MANY_KEYS);
        assertThat(first.get("read").asText()).isEqualTo("full");

        etcds.target().put(key(7), value(7, "changed"));
        JsonNode second = json(Curl.get("-H", "Accept: application/json", url(monitor)));
        assertThat(second.get("localDifferentKeys").get(0).asText()).isEqualTo(key(7).utf8());
        assertThat(second.get("remoteValuesRead").asInt()).isLessThan(10);
        assertThat(monitor.isRunning()).isTrue();
      }
    }
  }

  private MonitorService start(TwoEtcds etcds, List<String> javaOptions) {
    return MonitorService.start(
        Map.of(
            "UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint(),
            "UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint(),
            "UNDERSTUDY_MONITOR_CHECK_INTERVAL", "0"),
        directory.resolve("monitor.log"),
        javaOptions);
  }

  private static void awaitUp(MonitorService monitor) {
    String healthz = "http://127.0.0.1:" + monitor.port() + "/healthz";
    await()
        .atMost(PATIENCE)
        .failFast("it has ended", () -> !monitor.isRunning())
        .until(() -> Curl.get(healthz).status() == 200);
  }

  private static String url(MonitorService monitor) {
    return url("127.0.0.1", monitor);
  }

  private static String url(String address, MonitorService monitor) {
    return "http://" + address + ":" + monitor.port() + "/check";
  }

  private static JsonNode json(Curl.Answer answer) {
    try {
      return new ObjectMapper().readTree(answer.body());
    } catch (JsonProcessingException bad) {
      throw new AssertionError("not JSON: " + answer.body(), bad);
    }
  }

  /** The same into both, as a mirror would leave it. */
  private static void fill(TwoEtcds etcds) {
    try (GrpcEtcd source = connect("source", etcds.sourceProcess().endpoint());
        GrpcEtcd target = connect("target", etcds.targetProcess().endpoint())) {
      fill(source);
      fill(target);
      Checkpoint checkpoint =
          Checkpoint.first(
                  Checkpoint.SourceId.of(source.status()),
                  1,
                  Instant.EPOCH,
                  TwoEtcds.profile("acp-global").digest())
              .inPhase(Checkpoint.Phase.TAIL)
              .at(source.status().revision(), Instant.EPOCH);
      etcds.target().put(TwoEtcds.KEYS.checkpoint(), checkpoint.toJson());
    }
  }

  private static void fill(GrpcEtcd etcd) {
    List<Pending<TxnOutcome>> underWay = new ArrayList<>();
    for (int i = 0; i < MANY_KEYS; i += KEYS_IN_TXN) {
      List<Txn.Write> writes = new ArrayList<>();
      for (int j = i; j < i + KEYS_IN_TXN; j++) {
        writes.add(Txn.put(key(j), value(j, "same")));
      }
      underWay.add(etcd.txn(new Txn(List.of(), writes)));
      if (underWay.size() == 8) {
        underWay.forEach(txn -> assertThat(txn.await()).isInstanceOf(TxnOutcome.Committed.class));
        underWay.clear();
      }
    }
    underWay.forEach(txn -> assertThat(txn.await()).isInstanceOf(TxnOutcome.Committed.class));
  }

  private static GrpcEtcd connect(String name, String endpoint) {
    return GrpcEtcd.connect(
        EtcdEndpoint.of(name, List.of(endpoint)).withCallTimeout(Duration.ofSeconds(60)));
  }

  private static Bytes key(int number) {
    return Values.key("configmaps/team-%02d/n%06d".formatted(number % 20, number));
  }

  private static Bytes value(int number, String data) {
    return Bytes.utf8(
        ("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n%06d\",\"uid\":"
                + "\"u%d\"},\"data\":{\"a\":\"%s\"}}")
            .formatted(number, number, data));
  }
}
