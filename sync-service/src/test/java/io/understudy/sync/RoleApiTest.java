package io.understudy.sync;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.understudy.core.control.ControlKeys;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = TwoEtcds.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RoleApiTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ConfigProperty(name = "understudy.target.endpoints")
  String targetEndpoint;

  @BeforeEach
  void becomeASoundStandby() {
    if ("promoted".equals(status("phase"))) {
      post("demote", "{\"expectedTerm\": %d, \"reason\": \"next test\", \"force\": true}", term());
    }
    awaitStatus("sound", true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"promote", "demote", "unpark"})
  void changingTheRoleNeedsTheToken(String call) {
    given()
        .contentType(ContentType.JSON)
        .body("{\"expectedTerm\": 1, \"reason\": \"none\"}")
        .post("/api/v1/" + call)
        .then()
        .statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reason\": \"drill\"}",
        "{\"expectedTerm\": -1, \"reason\": \"drill\"}",
        "{\"expectedTerm\": 1}",
        "{\"expectedTerm\": 9007199254740991, \"reason\": \"drill\"}",
        "{\"expectedTerm\": 1, \"reason\": \"drill\", \"aboveterm\": 7}",
        "{\"expectedTerm\": 1, \"reason\": \"  \"}"
      })
  void anIncompleteRequestIsAProblem400(String body) {
    given()
        .header("Authorization", "Bearer " + TwoEtcds.TOKEN)
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/promote")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740991", "9223372036854775807", "-1", "1.5"})
  void aTermThatNobodyCouldReadIsRefused(String aboveTerm) {
    String body = "{\"expectedTerm\": %d, \"reason\": \"drill\", \"aboveTerm\": ";
    post("demote", body + aboveTerm + "}", term())
        .statusCode(400)
        .body("detail", containsString("aboveTerm"));
  }

  @Test
  void aBodyOfMoreThanAMebibyteIsRefused() {
    String reason = "x".repeat(2 << 20);
    post("promote", "{\"expectedTerm\": %d, \"reason\": \"" + reason + "\"}", term())
        .statusCode(413);
  }

  @Test
  void anotherTermThanExpectedIsAProblem412ThatSaysThePresentOne() {
    int term = term();
    post("promote", "{\"expectedTerm\": %d, \"reason\": \"drill\"}", term + 7)
        .statusCode(412)
        .contentType("application/problem+json")
        .body("term", equalTo(term))
        .body("role", equalTo("standby"));
  }

  @Test
  void aStandbyIsNeitherUnparkedNorDemoted() {
    unpark().statusCode(409).body("detail", containsString("promote first"));
    post("demote", "{\"expectedTerm\": %d, \"reason\": \"drill\"}", term())
        .statusCode(409)
        .body("detail", containsString("standby already"));
  }

  @Test
  void promotedUnparkedAndDemotedAgain() {
    int term = term();
    promote(term, "run-1")
        .statusCode(200)
        .body("role", equalTo("promoted"))
        .body("term", greaterThan(term))
        .body("repeated", equalTo(false))
        .body("sourceClusterId", notNullValue())
        .body("watermark", greaterThan(100))
        .body("targetRevision", greaterThan(1))
        .body("phase", equalTo("tail"));
    promote(term, "run-1").statusCode(200).body("repeated", equalTo(true));
    promote(term, "run-2").statusCode(409).body("role", equalTo("promoted"));
    awaitStatus("phase", "promoted");
    when().get("/q/health/ready").then().statusCode(200);
    control("resync").statusCode(409);
    control("pause").statusCode(409);

    when().get("/api/v1/unpark").then().statusCode(200).body("state", equalTo("none"));
    unpark().statusCode(202).header("Location", containsString("/api/v1/unpark"));
    awaitUnparked();
    int left = when().get("/api/v1/unpark").path("leftCount");
    assertThat(parked()).isEqualTo(left);
    awaitStatus("unpark.state", "done");

    int promoted = term();
    String demote = "{\"expectedTerm\": %d, \"aboveTerm\": 100, \"reason\": \"failback\"}";
    post("demote", demote, promoted - 1).statusCode(412);
    post("demote", demote, promoted)
        .statusCode(200)
        .body("role", equalTo("standby"))
        .body("term", equalTo(101));
    awaitStatus("sound", true);
    // The term is as the target was last sampled, which may lag behind the mirror itself.
    Awaitility.await().atMost(PATIENCE).until(() -> term() > 101);
  }

  private void awaitUnparked() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> "done".equals(when().get("/api/v1/unpark").path("state")));
  }

  private int parked() {
    try (IndependentClient target = new IndependentClient(List.of(targetEndpoint))) {
      return (int) target.all(0).keySet().stream().filter(KEYS::isParked).count();
    }
  }

  private static void awaitStatus(String field, Object value) {
    Awaitility.await().atMost(PATIENCE).until(() -> value.equals(status(field)));
  }

  private static Object status(String field) {
    return when().get("/api/v1/status").path(field);
  }

  /** As the status shows it once it has caught up with the last change. */
  private static int term() {
    Awaitility.await().atMost(PATIENCE).until(() -> status("term") != null);
    return (int) status("term");
  }

  private static ValidatableResponse promote(int term, String key) {
    return given()
        .header("Authorization", "Bearer " + TwoEtcds.TOKEN)
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body("{\"expectedTerm\": " + term + ", \"reason\": \"drill\"}")
        .post("/api/v1/promote")
        .then();
  }

  private static ValidatableResponse post(String call, String body, int term) {
    return given()
        .header("Authorization", "Bearer " + TwoEtcds.TOKEN)
        .contentType(ContentType.JSON)
        .body(body.formatted(term))
        .post("/api/v1/" + call)
        .then();
  }

  private static ValidatableResponse unpark() {
    return given()
        .header("Authorization", "Bearer " + TwoEtcds.TOKEN)
        .post("/api/v1/unpark")
        .then();
  }

  private static ValidatableResponse control(String call) {
    return given()
        .header("Authorization", "Bearer " + TwoEtcds.TOKEN)
        .post("/api/v1/" + call)
        .then();
  }
}
