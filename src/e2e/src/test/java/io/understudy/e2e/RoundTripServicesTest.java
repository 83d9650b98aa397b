package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A→B→A→B by the three services of two sites, by operations alone: a failover, whose orphans are
 * told, exported, confirmed and dropped, a failback and a switchover, each with its reprotect.
 * Users write and delete at each stop; both sites are held against a model of what was
 * acknowledged.
 */
class RoundTripServicesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private RoundTrip trip;

  @BeforeEach
  void start() {
    trip = new RoundTrip(directory);
  }

  @AfterEach
  void stop() {
    trip.close();
  }

  @Test
  void whatUsersWroteAndDeletedAtEachStopIsOnBothSides() throws IOException {
    Map<Bytes, Bytes> late = failOverToB();
    Map<Bytes, String> missing = changes(trip.users().model(), late);
    assertThat(missing.values()).contains("written", "deleted");
    JsonNode orphans = trip.orphans(trip.b());
    assertThat(told(orphans)).isEqualTo(missing);
    trip.installAtA();
    trip.reprotect(trip.b(), orphans.path("digest").asText());
    assertThat(exported(trip.b())).isEqualTo(values(late, missing));

    trip.assertHeldUpUntilCollected(trip.a(), "failback");
    trip.move("failback", trip.a());
    trip.reprotect(trip.a(), "");

    trip.startControllers(trip.b());
    trip.move("switchover", trip.b());
    trip.reprotect(trip.b(), "");
  }

  /**
   * A is killed under load, after B lost the way to it, and comes back.
   *
   * @return what A would have had users know
   */
  private Map<Bytes, Bytes> failOverToB() {
    trip.workAt(trip.a());
    RoundTrip.awaitCaughtUp(trip.b(), trip.a());
    Map<Bytes, Bytes> replicated = new TreeMap<>(trip.users().model());
    long verified = TwoSites.verified(trip.at(trip.b()));
    trip.link().cut();
    try (ModelledUsers.Working working = trip.users().at(trip.a())) {
      working.awaitChanges(RoundTrip.CHANGES);
      trip.a().etcd().kill();
      FailoverClient client = trip.at(trip.b()).failover();
      trip.succeed(
          trip.b(),
          client.begin(
              "failover",
              (plan, request) -> request.putObject("acceptDataLoss").put("watermark", verified),
              PATIENCE));
      trip.a().etcd().restart();
      trip.a().reconnect();
    }
    Map<Bytes, Bytes> late = new TreeMap<>(trip.users().model());
    trip.users().goOnWith(replicated);
    trip.assertTookOver(trip.b());
    trip.link().heal();
    trip.startControllers(trip.a());
    return late;
  }

  private static Map<Bytes, String> changes(Map<Bytes, Bytes> before, Map<Bytes, Bytes> after) {
    Map<Bytes, String> changes = new TreeMap<>();
    after.forEach(
        (key, value) -> {
          if (!value.equals(before.get(key))) {
            changes.put(key, "written");
          }
        });
    before.keySet().stream()
        .filter(key -> !after.containsKey(key))
        .forEach(key -> changes.put(key, "deleted"));
    return changes;
  }

  private static Map<Bytes, String> told(JsonNode orphans) {
    Map<Bytes, String> told = new TreeMap<>();
    orphans
        .path("orphans")
        .forEach(
            orphan ->
                told.put(Bytes.utf8(orphan.path("key").asText()), orphan.path("kind").asText()));
    assertThat(told).as("%s", orphans).hasSameSizeAs(orphans.path("orphans"));
    return told;
  }

  /** Of what was written late, the value; of what was deleted, nothing. */
  private static Map<Bytes, Bytes> values(Map<Bytes, Bytes> late, Map<Bytes, String> missing) {
    Map<Bytes, Bytes> values = new TreeMap<>();
    missing.keySet().forEach(key -> values.put(key, late.getOrDefault(key, Bytes.EMPTY)));
    return values;
  }

  private Map<Bytes, Bytes> exported(FencedSite site) throws IOException {
    List<String> lines = Files.readAllLines(trip.exported(site));
    Map<Bytes, Bytes> exported = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      JsonNode orphan = JSON.readTree(line);
      byte[] value = Base64.getDecoder().decode(orphan.path("value").asText(""));
      exported.put(Bytes.utf8(orphan.path("key").asText()), Bytes.wrap(value));
    }
    return exported;
  }
}
