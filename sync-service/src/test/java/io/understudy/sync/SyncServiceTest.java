package io.understudy.sync;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.Captures;
import io.understudy.testkit.IndependentClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TwoEtcds.class)
class SyncServiceTest {

  private static final String SECRET = "/registry/secrets/app-1/of-the-test";

  @ConfigProperty(name = "understudy.source.endpoints")
  String sourceEndpoint;

  @ConfigProperty(name = "understudy.target.endpoints")
  String targetEndpoint;

  @ConfigProperty(name = "understudy.api.token-file")
  Path tokenFile;

  @BeforeEach
  void becomeSound() {
    awaitStatus("sound", true);
  }

  @Test
  void theStatusOfASoundLeader() {
    when()
        .get("/api/v1/status")
        .then()
        .statusCode(200)
        .body("link", equalTo("global"))
        .body("phase", equalTo("tail"))
        .body("role", equalTo("leader"))
        .body("leader", equalTo("the-application"))
        .body("term", greaterThan(0))
        .body("watermark", greaterThan(100))
        .body("sourceRevision", greaterThan(100))
        .body("targetRevision", greaterThan(1))
        .body("replicatedTime", notNullValue())
        .body("lagRevisions", notNullValue())
        .body("lagSeconds", notNullValue())
        .body("copy", equalTo(null))
        .body("counters.committedTxns", greaterThan(0))
        .body("counters.holes", equalTo(0))
        .body("counters.resyncs.compacted", equalTo(0))
        .body("placements.mirrored", greaterThan(0))
        .body("placements.parked", greaterThan(0))
        .body("placements.leftOut", greaterThan(0))
        .body("foreignKeys", equalTo(0))
        .body("continuity", equalTo("proven"));
  }

  @Test
  void whatChangesInTheSourceComesToTheTarget() {
    try (IndependentClient source = new IndependentClient(List.of(sourceEndpoint));
        IndependentClient target = new IndependentClient(List.of(targetEndpoint))) {
      source.put(SECRET, "a value that stays within the etcds");
      Awaitility.await().until(() -> target.get(Bytes.utf8(SECRET)).isPresent());
      KeyValue there = target.get(Bytes.utf8(SECRET)).orElseThrow();
      assertThat(there.value()).isEqualTo(Bytes.utf8("a value that stays within the etcds"));

      explain(SECRET)
          .statusCode(200)
          .body("placement", equalTo("mirror"))
          .body("rule.name", notNullValue())
          .body("rule.reason", notNullValue())
          .body("target.where", equalTo("visible"))
          .body("target.equal", equalTo(true))
          .body(not(containsString("stays within")));
    }
  }

  @Test
  void whyADependentIsParked() {
    KeyValue replicaSet =
        Captures.registry(Captures.REGISTRY).stream()
            .filter(kv -> kv.key().startsWith(Bytes.utf8("/registry/replicasets/app-")))
            .findFirst()
            .orElseThrow();

    explain(replicaSet.key().utf8())
        .statusCode(200)
        .body("placement", equalTo("park"))
        .body("owners[0].kind", equalTo("Deployment"))
        .body("owners[0].placement", equalTo("park"))
        .body("target.where", equalTo("parked"))
        .body("target.equal", equalTo(true));
  }

  @Test
  void driftIsToldWithItsForeignKeys() {
    given()
        .queryParam("limit", 5)
        .get("/api/v1/drift")
        .then()
        .statusCode(200)
        .body("role", equalTo("leader"))
        .body("leader", equalTo("the-application"))
        .body("writes.total", notNullValue())
        .body("writes.since", notNullValue())
        .body("foreignKeys", equalTo(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "many"})
  void aLimitThatIsNoneIsAProblem400(String limit) {
    given()
        .queryParam("limit", limit)
        .get("/api/v1/drift")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString("from 1 to 1000"));
  }

  @Test
  void anUnknownKeyIsAProblem404() {
    explain("/registry/secrets/default/none")
        .statusCode(404)
        .contentType("application/problem+json")
        .body("status", equalTo(404))
        .body("detail", containsString("/registry/secrets/default/none"));
  }

  @Test
  void noKeyIsAProblem400() {
    when()
        .get("/api/v1/explain")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString("explain?key="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resync", "pause", "resume"})
  void changingAnythingNeedsTheToken(String call) {
    when()
        .post("/api/v1/" + call)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", equalTo("Bearer"));
    given()
        .header("Authorization", "Bearer another token")
        .post("/api/v1/" + call)
        .then()
        .statusCode(401)
        .body(not(containsString(TwoEtcds.TOKEN)));
  }

  @Test
  void aNewTokenCountsAtOnce() throws IOException {
    Files.writeString(tokenFile, "another token");
    try {
      post("resume", TwoEtcds.TOKEN).statusCode(401);
      post("resume", "another token").statusCode(200);
    } finally {
      Files.writeString(tokenFile, TwoEtcds.TOKEN);
    }
  }

  @Test
  void pauseAndResume() {
    post("pause", TwoEtcds.TOKEN).statusCode(200).body("paused", equalTo(true));
    awaitStatus("phase", "paused");
    when().get("/q/health/ready").then().statusCode(503);
    when().get("/q/health/live").then().statusCode(200);

    post("resume", TwoEtcds.TOKEN).statusCode(200).body("paused", equalTo(false));
    awaitStatus("sound", true);
    when().get("/q/health/ready").then().statusCode(200);
  }

  @Test
  void resyncIsTakenUp() {
    int before = resyncs();
    post("resync", TwoEtcds.TOKEN)
        .statusCode(202)
        .header("Location", containsString("/api/v1/status"));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> resyncs() == before + 1);
    awaitStatus("sound", true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"accept\": -1}", "{\"accept\": 1.5}", "{\"acept\": 1}", "accept"})
  void aBodyOfAResyncThatIsNotAsWantedIsAProblem400(String body) {
    int before = resyncs();
    given()
        .header("Authorization", "Bearer " + TwoEtcds.TOKEN)
        .contentType("application/json")
        .body(body)
        .post("/api/v1/resync")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString("{\"accept\": <count>}"));
    assertThat(resyncs()).isEqualTo(before);
  }

  @Test
  void aResyncMayAcceptOverwrites() {
    int before = resyncs();
    given()
        .header("Authorization", "Bearer " + TwoEtcds.TOKEN)
        .contentType("application/json")
        .body("{\"accept\": 12}")
        .post("/api/v1/resync")
        .then()
        .statusCode(202);
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> resyncs() == before + 1);
    awaitStatus("sound", true);
  }

  @Test
  void metricsCanBeScraped() {
    String metrics = when().get("/q/metrics").then().statusCode(200).extract().asString();

    assertThat(metrics)
        .contains("understudy_leader 1.0")
        .contains("understudy_sound 1.0")
        .contains("understudy_watermark_revision ")
        .contains("understudy_lag_revisions ")
        .contains("understudy_lag_seconds ")
        .contains("understudy_committed_txns_total ")
        .contains("understudy_applied_operations_total ")
        .contains("understudy_applied_bytes_total ")
        .contains("understudy_resyncs_total{reason=\"compacted\"")
        .contains("understudy_holes_total 0.0")
        .contains("understudy_fenced_txns_total ")
        .contains("understudy_drift_writes_total ")
        .contains("understudy_foreign_keys ")
        .contains("understudy_placements{placement=\"park\"")
        .doesNotContain("/registry/");
  }

  @Test
  void theApiDescribesItself() {
    when()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/api/v1/status'.get", notNullValue())
        .body("paths.'/api/v1/explain'.get", notNullValue())
        .body("paths.'/api/v1/drift'.get", notNullValue())
        .body("paths.'/api/v1/resync'.post", notNullValue())
        .body("paths.'/api/v1/pause'.post", notNullValue())
        .body("paths.'/api/v1/resume'.post", notNullValue());
  }

  private static void awaitStatus(String field, Object value) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> value.equals(when().get("/api/v1/status").path(field)));
  }

  private static int resyncs() {
    return when().get("/api/v1/status").path("counters.resyncs.operator");
  }

  private static ValidatableResponse explain(String key) {
    return given().queryParam("key", key).get("/api/v1/explain").then();
  }

  private static ValidatableResponse post(String call, String token) {
    return given().header("Authorization", "Bearer " + token).post("/api/v1/" + call).then();
  }
}
