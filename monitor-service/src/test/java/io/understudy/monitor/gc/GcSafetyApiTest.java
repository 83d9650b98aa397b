package io.understudy.monitor.gc;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.monitor.Ends;
import io.understudy.testkit.Captures;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The captured registry on the standby, with objects missing. */
@QuarkusTest
@WithTestResource(GcEtcds.class)
class GcSafetyApiTest {

  private static final ControlKeys KEYS = new ControlKeys(GcEtcds.LINK);
  private static final String WEB = "/registry/deployments/app-1/web";
  private static final Map<String, Bytes> CAPTURED =
      Captures.registry(Captures.REGISTRY).stream()
          .filter(kv -> kv.key().startsWith(RegistryKeys.PREFIX))
          .filter(kv -> !kv.key().utf8().startsWith("/registry/events/"))
          .collect(Collectors.toMap(kv -> kv.key().utf8(), KeyValue::value));

  @Inject Ends ends;

  /** Other tests of this application expect an empty target. */
  @AfterEach
  void clearTheTarget() {
    for (KeyRange range :
        List.of(KeyRange.prefix(RegistryKeys.PREFIX), KeyRange.prefix(KEYS.prefix()))) {
      for (KeyValue kv : target().range(RangeQuery.keys(range, 0, 0)).await().keys()) {
        commit(Txn.delete(kv.key()));
      }
    }
  }

  @Test
  void anEmptyStandbyIsSafe() {
    when()
        .get("/api/v1/gc-safety")
        .then()
        .statusCode(200)
        .body("now.safe", equalTo(true))
        .body("now.objects", equalTo(0))
        .body("watermark", nullValue())
        .body("afterUnpark.conclusion", equalTo("safe"));
  }

  @Test
  void aStandbyWithAParkedOwnerIsSafeOnlyAfterTheUnpark() {
    load();
    commit(Txn.delete(Bytes.utf8(WEB)), Txn.put(KEYS.parked(Bytes.utf8(WEB)), CAPTURED.get(WEB)));
    commit(
        Txn.put(
            KEYS.checkpoint(),
            Checkpoint.first(new Checkpoint.SourceId(1, 1), 1, Instant.EPOCH, "rules")
                .inPhase(Checkpoint.Phase.TAIL)
                .at(99, Instant.EPOCH)
                .toJson()));
    int before = (int) target().status().revision();

    // The service writes to the target too (its turn, its verdicts), so the revision may move.
    when()
        .get("/api/v1/gc-safety")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("targetRevision", greaterThanOrEqualTo(before))
        .body("targetRevision", lessThanOrEqualTo((int) target().status().revision()))
        .body("watermark", equalTo(99))
        .body("phase", equalTo("tail"))
        .body("now.conclusion", equalTo("unsafe"))
        .body("now.safe", equalTo(false))
        .body("now.unsafe", equalTo(1))
        .body("now.counts.deleted", equalTo(1))
        .body("now.counts.patched", equalTo(0))
        .body("now.findings", hasSize(1))
        .body("now.findings[0].key", equalTo("/registry/replicasets/app-1/web-8bdd667dd"))
        .body("now.findings[0].verdict", equalTo("deleted"))
        .body("now.findings[0].owners[0].state", equalTo("absent"))
        .body("now.findings[0].owners[0].lookedUpAt", equalTo(WEB))
        .body("now.groups[0].resource", equalTo("replicasets"))
        .body("now.groups[0].namespace", equalTo("app-1"))
        .body("afterUnpark.safe", equalTo(true))
        .body("afterUnpark.findings", empty());

    // Readiness proves it too, now and then: one that began before may end after.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              when().get("/api/v1/gc-safety").then().statusCode(200);
              assertThat(metrics())
                  .containsPattern("understudy_gc_unsafe_objects\\{link=\"gc\",when=\"now\",?\\} 1")
                  .containsPattern(
                      "understudy_gc_unsafe_objects\\{link=\"gc\",when=\"after-unpark\",?\\} 0");
            });
  }

  @Test
  void theLimitBoundsWhatIsNamedAndNotWhatIsCounted() {
    load();
    commit(Txn.delete(Bytes.utf8("/registry/example.com/widgets/team-a/root")));

    given()
        .queryParam("limit", "1")
        .get("/api/v1/gc-safety")
        .then()
        .statusCode(200)
        .body("now.findings", hasSize(1))
        .body("now.counts.deleted", equalTo(2))
        .body("now.counts.patched", equalTo(1));
    when()
        .get("/api/v1/gc-safety")
        .then()
        .body("now.findings", hasSize(3))
        .body("now.findings.key", hasItem("/registry/configmaps/team-a/two-owners"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "many", "1.5"})
  void anyOtherLimitIsRefused(String limit) {
    given()
        .queryParam("limit", limit)
        .get("/api/v1/gc-safety")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  private Etcd target() {
    return ends.target();
  }

  private void load() {
    CAPTURED.forEach((key, value) -> commit(Txn.put(Bytes.utf8(key), value)));
  }

  private void commit(Txn.Write... writes) {
    assertThat(target().txn(new Txn(List.of(), List.of(writes))).await())
        .isInstanceOf(TxnOutcome.Committed.class);
  }

  private static String metrics() {
    return given().accept("text/plain").get("/metrics").then().extract().asString();
  }
}
