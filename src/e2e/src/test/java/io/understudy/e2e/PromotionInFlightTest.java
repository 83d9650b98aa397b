package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.testkit.FaultLink;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * failover-service promotes the site while Txns of sync-service are still under way to its etcd.
 * The leader's lease outlives the test, so that nothing but the promotion can fence them.
 */
class PromotionInFlightTest {

  private static final String BIG = "held".repeat(5_000);
  private static final Bytes BEFORE = Bytes.utf8("/registry/configmaps/load/before");
  private static final Bytes IN_TIME = Bytes.utf8("/registry/configmaps/load/in-time");
  private static final Bytes HELD = Bytes.utf8("/registry/configmaps/load/held");

  @TempDir private Path directory;

  private TwoSites sites;
  private FaultLink toTarget;
  private SiteServices services;

  @BeforeEach
  void start() {
    sites = new TwoSites(directory);
    toTarget = FaultLink.to(sites.b().etcd().endpoint());
    services =
        sites.start(
            sites
                .setup(sites.b())
                .withSync("UNDERSTUDY_TARGET_ENDPOINTS", toTarget.endpoint())
                .withSync("UNDERSTUDY_LEADER_TTL_SECONDS", "600")
                .withSync("UNDERSTUDY_CALL_TIMEOUT_MS", "60000"));
    // Without a step that drops history: what the site held at the promotion is read afterwards.
    services.startFailover(
        new RunbookText()
            .fence(sites.a())
            .step("- {name: promote, type: promote, in: failover}\n")
            .step("- {name: held, type: approve, in: failover, with: {message: go on}}\n")
            .step("- {name: unpark, type: unpark, in: failover}\n")
            .step("- {name: stop-mirror, type: stop-mirror, in: failover}\n")
            .toString());
    services.awaitSound();
  }

  @AfterEach
  void stop() {
    sites.close();
    toTarget.close();
  }

  @Test
  void noneOfThemLands() {
    put(BEFORE, "is there");
    await().atMost(PATIENCE).until(() -> has(BEFORE));
    hold(IN_TIME);
    toTarget.release();
    await().atMost(PATIENCE).until(() -> has(IN_TIME));
    hold(HELD);
    sites.a().client().delete(BEFORE);

    String id = begin();
    JsonNode waiting = services.failover().awaitEnd(id, PATIENCE);
    assertThat(waiting.path("waitsFor").path("step").asText()).as("%s", waiting).isEqualTo("held");
    assertThat(toTarget.heldBytes()).as("still under way").isGreaterThan(BIG.length());
    TermRecord.Claim claim = term().claim();
    assertThat(term().isPromoted()).isTrue();

    toTarget.release();
    await().atMost(PATIENCE).until(() -> toTarget.heldBytes() == 0);
    assertThat(services.failover().say(id, "approve", "", "").status()).isEqualTo(200);
    JsonNode done = services.failover().awaitEnd(id, PATIENCE);

    // It unparked over the same link, so what was held before has arrived.
    assertThat(done.path("state").asText()).as("%s", done).isEqualTo("succeeded");
    assertThat(txns("handled")).isPositive();
    await().atMost(PATIENCE).until(() -> txns("started") == txns("handled"));
    assertThat(has(HELD)).isFalse();
    assertThat(has(BEFORE)).isTrue();
    assertThat(content(0)).isEqualTo(content(claim.targetRevision()));
  }

  /** What is put there waits on its way to the target, as a whole Txn. */
  private void hold(Bytes key) {
    toTarget.holdRequests();
    put(key, BIG);
    // Not a ping or the renewal of a lease: the Txn itself.
    await().atMost(PATIENCE).until(() -> toTarget.heldBytes() > BIG.length());
    assertThat(has(key)).isFalse();
  }

  private void put(Bytes key, String value) {
    sites.a().client().put(key, Bytes.utf8(value));
  }

  private boolean has(Bytes key) {
    return sites.b().client().get(key).isPresent();
  }

  private String begin() {
    return services
        .failover()
        .begin(
            "failover",
            (plan, request) ->
                request
                    .put("forceReason", "the link to the standby's etcd hangs")
                    .putObject("acceptDataLoss")
                    .put("watermark", plan.path("acceptDataLoss").asLong()),
            PATIENCE);
  }

  private TermRecord term() {
    return TermRecord.fromJson(sites.b().client().get(TwoEtcds.KEYS.term()).orElseThrow().value());
  }

  /** Of the new primary's etcd: Txns that have come in, or were answered. */
  private double txns(String what) {
    Pattern sample =
        Pattern.compile(
            "^grpc_server_" + what + "_total\\{[^}]*grpc_method=\"Txn\"[^}]*} ([0-9.e+]+)$",
            Pattern.MULTILINE);
    Curl.Answer metrics = Curl.get(sites.b().etcd().endpoint() + "/metrics");
    assertThat(metrics.status()).isEqualTo(200);
    return sample
        .matcher(metrics.body())
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }

  /** Of the new primary as of a revision, 0 for now: each object, in place or still parked. */
  private Map<Bytes, Bytes> content(long revision) {
    Map<Bytes, Bytes> content = new TreeMap<>();
    sites
        .b()
        .client()
        .all(revision)
        .forEach(
            (key, kv) -> {
              if (TwoEtcds.KEYS.isParked(key)) {
                content.put(TwoEtcds.KEYS.unparked(key), kv.value());
              } else if (!key.startsWith(ControlKeys.ROOT)) {
                content.put(key, kv.value());
              }
            });
    return content;
  }
}
