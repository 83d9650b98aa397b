package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Control records that somebody damaged while sync-service runs: it says which, writes nothing on
 * top of them, deletes nothing, does not end, and goes on as soon as the record is right again.
 */
class TamperedRecordsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int OBJECTS = 30;

  @TempDir private static Path directory;

  private static TwoEtcds etcds;
  private static SyncService service;
  private static StatusClient status;
  private static int written;

  @BeforeAll
  static void start() {
    etcds = new TwoEtcds();
    for (int i = 0; i < OBJECTS; i++) {
      Values.put(etcds.source(), "configmaps/team/before-" + i, "ConfigMap", "before-" + i);
    }
    startService();
    awaitNextWrite();
  }

  private static void startService() {
    service =
        SyncService.start(
            Map.of(
                "UNDERSTUDY_SOURCE_ENDPOINTS",
                etcds.sourceProcess().endpoint(),
                "UNDERSTUDY_TARGET_ENDPOINTS",
                etcds.targetProcess().endpoint(),
                "UNDERSTUDY_SCOPE_PROFILE",
                "everything",
                "UNDERSTUDY_LEADER_TTL_SECONDS",
                "2"),
            directory.resolve("log"),
            List.of());
    status = new StatusClient(service.address());
  }

  @AfterAll
  static void stop() {
    status.close();
    service.close();
    etcds.close();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "checkpoint | ''",
        "checkpoint | {\"watermark\":",
        "checkpoint | {\"version\":1,\"watermark\":-5}",
        "term       | []",
        "term       | {\"version\":1,\"term\":\"one\"}",
        "scope      | nothing of the kind",
        "resync     | {\"version\":1,\"accept\":{}}",
        "repair     | {\"version\":1,\"keys\":7}",
        "wrote/x    | {\"version\":1}",
      })
  void isNamedAndNothingIsWrittenUntilItIsRight(String record, String damage) {
    Bytes key = TwoEtcds.KEYS.prefix().plus(Bytes.utf8(record));
    Optional<Bytes> right = etcds.targetValue(key);
    Map<Bytes, Long> before = objects();

    etcds.target().put(key, Bytes.utf8(damage));
    disturb(record);
    Values.put(etcds.source(), "configmaps/team/amid", "ConfigMap", "amid-" + damage.length());
    await()
        .atMost(PATIENCE)
        .until(() -> status.read().filter(view -> tells(view, record)).isPresent());

    assertThat(objects()).isEqualTo(before);
    assertThat(service.isRunning()).isTrue();
    right.ifPresentOrElse(
        value -> etcds.target().put(key, value), () -> etcds.target().delete(key));
    awaitNextWrite();
    assertThat(objects().keySet()).containsAll(before.keySet());
  }

  /** As an operator's etcdctl leaves it: it hangs on no lease, so it would be there for ever. */
  @Test
  void aLeaderPutByHandKeepsNobodyFromLeading() {
    etcds.target().put(TwoEtcds.KEYS.leader(), Bytes.utf8("somebody"));
    awaitNextWrite();
    service.kill();
    status.close();

    startService();

    awaitNextWrite();
    assertThat(etcds.targetValue(TwoEtcds.KEYS.leader()))
        .get()
        .isNotEqualTo(Bytes.utf8("somebody"));
  }

  /** All records are read when a run begins, as it does once its checkpoint was touched. */
  private static void disturb(String record) {
    if (!record.equals("checkpoint") && !record.equals("term")) {
      Bytes checkpoint = TwoEtcds.KEYS.checkpoint();
      etcds.target().put(checkpoint, etcds.targetValue(checkpoint).orElseThrow());
    }
  }

  private static boolean tells(StatusClient.View view, String record) {
    return (view.phase().equals("failed") || view.isRefused())
        && view.problem().contains("control record '")
        && view.problem().contains(record);
  }

  private static void awaitNextWrite() {
    String name = "after-" + ++written;
    Values.put(etcds.source(), "configmaps/team/" + name, "ConfigMap", name);
    await()
        .atMost(PATIENCE)
        .until(() -> etcds.targetHas(Bytes.utf8("/registry/configmaps/team/" + name)));
  }

  /** When each object was put last. */
  private static Map<Bytes, Long> objects() {
    return etcds.target().all(0).values().stream()
        .filter(kv -> !kv.key().startsWith(ControlKeys.ROOT))
        .collect(Collectors.toMap(KeyValue::key, KeyValue::modRevision, (a, b) -> a, TreeMap::new));
  }
}
