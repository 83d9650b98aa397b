package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.scope.Placement;
import io.understudy.e2e.FailoverClient.Answer;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.replay.Expected;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A failover by the three services as processes: the primary is killed under write load, after the
 * link to it was cut for a while. What it has that the new primary never got is told when it is
 * back.
 */
class FailoverTest {

  private static final int WRITERS = 4;
  private static final int WRITES_BEFORE = 200;
  private static final int LATE_WRITES = 60;
  private static final int LATE_DELETES = 7;
  private static final Bytes OUT_OF_SCOPE = Bytes.utf8("/registry/events/load/late");

  @TempDir private Path directory;

  private TwoSites sites;
  private FaultLink link;
  private SiteServices services;

  @BeforeEach
  void start() {
    sites = new TwoSites(directory);
    link = FaultLink.to(sites.a().etcd().endpoint());
    services =
        sites.startAll(sites.setup(sites.b()).with("UNDERSTUDY_SOURCE_ENDPOINTS", link.endpoint()));
  }

  @AfterEach
  void stop() {
    sites.close();
    link.close();
  }

  @Test
  void whatIsLostIsAcceptedBeforeAndListedExactlyAfter() {
    AckedWriters users = new AckedWriters(sites.a().usersEndpoint(), WRITERS);
    try (users) {
      await().atMost(PATIENCE).until(() -> users.acknowledged() > WRITES_BEFORE);
      long verified = TwoSites.verified(services);
      assertRefused(OptionalLong.of(verified), "the primary's etcd still serves");

      link.cut();
      changeMuch(users);
      sites.a().etcd().kill();

      JsonNode plan = services.failover().plan("failover");
      assertThat(plan.path("acceptDataLoss").asLong()).isEqualTo(verified);
      assertThat(texts(plan.path("loss"))).anyMatch(line -> line.contains("watermark " + verified));
      assertRefused(OptionalLong.empty(), "name the watermark " + verified);
      assertRefused(OptionalLong.of(verified + 1), "name the watermark " + verified);
      String id =
          services.failover().begin("failover", accept(OptionalLong.of(verified)), PATIENCE);
      JsonNode done = services.failover().awaitEnd(id, PATIENCE);
      assertThat(done.path("state").asText()).as("%s", done).isEqualTo("succeeded");
      assertThat(done.path("rtoSeconds").asDouble(-1)).isPositive();
      assertThat(done.path("rpoSeconds").asDouble(-1)).as("from the last contact").isPositive();
      assertThat(done.path("rpoFrom").asText()).contains("all that the primary held at");
    }
    sites.a().etcd().restart();
    link.heal();
    assertThat(acceptsUsers(sites.a())).as("the old primary is back behind its fence").isFalse();
    assertThat(sites.dns().records()).anyMatch(record -> record.contains(sites.b().address()));

    Map<Bytes, String> missing = missing();
    JsonNode orphans = orphans();

    assertThat(told(orphans)).isEqualTo(missing);
    assertThat(users.lostIn(sites.b().client())).isNotEmpty();
    assertThat(missing.keySet()).containsAll(lost(users));
    assertThat(missing.values().stream().filter(kind -> kind.startsWith("written")).count())
        .isEqualTo(orphans.path("written").asLong())
        .isGreaterThan(LATE_WRITES / 2);
    assertThat(orphans.path("deleted").asLong()).isGreaterThanOrEqualTo(LATE_DELETES);
    assertThat(orphans.path("unproven").asLong()).isZero();
    assertThat(orphans.path("carriedOver").asLong()).isZero();
    assertThat(orphans.path("truncated").asBoolean()).isFalse();
  }

  /** What the standby does not get: many writes, deletes of what it has, changes out of scope. */
  private void changeMuch(AckedWriters users) {
    int before = users.acknowledged();
    try (IndependentClient user = new IndependentClient(List.of(sites.a().usersEndpoint()))) {
      Set<Bytes> replicated = sites.b().client().all(0).keySet();
      List<Bytes> doomed =
          users.present().keySet().stream()
              .filter(replicated::contains)
              .limit(LATE_DELETES)
              .toList();
      assertThat(doomed).hasSize(LATE_DELETES);
      doomed.forEach(
          key -> {
            users.forget(key);
            user.delete(key);
          });
      Bytes parked = Layout.WORKLOAD.key();
      assertThat(replicated).contains(TwoEtcds.KEYS.parked(parked));
      Bytes value = user.get(parked).orElseThrow().value();
      user.put(parked, Edits.replaced(value, "RollingUpdate", "rollingUpdate"));
      user.put(OUT_OF_SCOPE, Bytes.utf8("nobody mirrors this"));
    }
    await().atMost(PATIENCE).until(() -> users.acknowledged() > before + LATE_WRITES);
  }

  private static BiConsumer<JsonNode, ObjectNode> accept(OptionalLong watermark) {
    return (plan, request) ->
        watermark.ifPresent(named -> request.putObject("acceptDataLoss").put("watermark", named));
  }

  /** For this reason; another one may stand in the way for a moment. */
  private void assertRefused(OptionalLong watermark, String why) {
    Answer answer =
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  JsonNode plan = services.failover().plan("failover");
                  ObjectNode request = FailoverClient.request(plan);
                  accept(watermark).accept(plan, request);
                  return services.failover().begin(request);
                },
                said -> said.status() == 202 || said.body().toString().contains(why));
    assertThat(answer.status()).as("%s", answer).isEqualTo(409);
  }

  /**
   * By both etcds alone: what the old primary has in scope and the new one has not, or otherwise;
   * and what the new one has and the old one has not.
   */
  private Map<Bytes, String> missing() {
    Map<Bytes, KeyValue> there;
    // A client of before the kill may wait minutes before it connects again.
    try (IndependentClient old = new IndependentClient(List.of(sites.a().etcd().endpoint()))) {
      there = old.all(0);
    }
    Map<Bytes, KeyValue> here = sites.b().client().all(0);
    Expected expected = new Expected(TwoEtcds.profile("live-standby"));
    List<Revision.Change> all = new ArrayList<>();
    there.values().forEach(object -> all.add(new Revision.Change.Put(object)));
    expected.apply(all);
    Map<Bytes, String> missing = new TreeMap<>();
    there.forEach(
        (key, object) -> {
          Placement placement = expected.of(key).orElseThrow().placement();
          boolean inScope = placement == Placement.MIRROR || placement == Placement.PARK;
          KeyValue found = here.get(key);
          if (inScope && (found == null || !found.value().equals(object.value()))) {
            missing.put(key, "written at " + object.modRevision());
          }
        });
    here.keySet().stream()
        .filter(key -> !key.startsWith(ControlKeys.ROOT))
        .filter(key -> !there.containsKey(key))
        .forEach(key -> missing.put(key, "deleted"));
    assertThat(here.keySet()).as("all is unparked").noneMatch(TwoEtcds.KEYS::isParked);
    assertThat(missing).doesNotContainKey(OUT_OF_SCOPE);
    return missing;
  }

  private JsonNode orphans() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> services.failover().get("/api/v1/orphans?limit=10000"),
            // 503: its connection to the old primary has not come back yet.
            answer -> answer.status() != 503)
        .body();
  }

  private static Map<Bytes, String> told(JsonNode orphans) {
    Map<Bytes, String> told = new TreeMap<>();
    orphans
        .path("orphans")
        .forEach(
            orphan -> {
              boolean written = orphan.path("kind").asText().equals("written");
              told.put(
                  Bytes.utf8(orphan.path("key").asText()),
                  written ? "written at " + orphan.path("revision").asLong() : "deleted");
            });
    assertThat(told).as("%s", orphans).hasSameSizeAs(orphans.path("orphans"));
    return told;
  }

  /** Keys of acknowledged writes and deletes that the new primary lacks. */
  private Set<Bytes> lost(AckedWriters users) {
    Map<Bytes, KeyValue> here = sites.b().client().all(0);
    Set<Bytes> lost = new TreeSet<>();
    users.present().keySet().stream().filter(key -> !here.containsKey(key)).forEach(lost::add);
    users.gone().stream().filter(here::containsKey).forEach(lost::add);
    return lost;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static boolean acceptsUsers(FencedSite site) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", site.proxy().port()), 5_000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
