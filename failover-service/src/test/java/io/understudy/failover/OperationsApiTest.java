package io.understudy.failover;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations over REST, with their journal in a real etcd. */
@QuarkusTest
@WithTestResource(FailoverEtcds.class)
class OperationsApiTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeEach
  void nothingIsScripted() {
    ScriptedKind.FAILS.clear();
    ScriptedKind.PROBLEMS.clear();
    ScriptedKind.DONE.clear();
  }

  @AfterEach
  void nothingGoesOn() {
    ScriptedKind.FAILS.clear();
    String running = running();
    if (running != null) {
      say(running, "cancel", Map.of());
      awaitState(running, "cancelled");
    }
  }

  @Test
  void aPlanSaysWhatWouldBeDoneAndChangesNothing() {
    plan("settle")
        .then()
        .statusCode(200)
        .body("expectedPrimary", is("a"))
        .body("term", is(0))
        .body("canBegin", is(true))
        .body("steps.name", equalTo(List.of("ask", "restart")))
        .body("steps.will", equalTo(List.of("asks a person: has b settled?", "does restart")));

    assertThat(ScriptedKind.DONE).isEmpty();
    assertThat(plan("settle").path("planHash").toString())
        .isEqualTo(plan("settle").path("planHash"))
        .isNotEqualTo(plan("switchover").path("planHash"));
  }

  @Test
  void anOperationWaitsForAPersonAndEnds() {
    String id = begin("settle");
    awaitState(id, "waiting");
    operation(id)
        .then()
        .body("waitsFor.step", is("ask"))
        .body("waitsFor.what", containsString("has b settled?"));

    say(id, "approve", Map.of()).then().statusCode(200);

    awaitState(id, "succeeded");
    operation(id)
        .then()
        .body("steps.phase", equalTo(List.of("done", "done")))
        .body("steps[1].summary", is("did restart"))
        .body("steps[1].evidence", hasItem("read back"))
        .body("holder", is("the-failover"));
    assertThat(ScriptedKind.DONE).containsExactly("+restart");
  }

  @Test
  void aFailedStepWaitsForAnOperator() {
    ScriptedKind.FAILS.put("restart", "no such pods");
    String id = begin("settle");
    awaitState(id, "waiting");
    say(id, "approve", Map.of()).then().statusCode(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> operation(id).then().body("waitsFor.what", containsString("no such pods")));

    say(id, "ignore", Map.of()).then().statusCode(400);
    say(id, "retry", Map.of()).then().statusCode(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                operation(id).then().body("steps[1].attempts", is(2)).body("state", is("waiting")));
    say(id, "ignore", Map.of("comment", "none are installed")).then().statusCode(200);

    awaitState(id, "succeeded");
    operation(id).then().body("steps[1].phase", is("ignored"));
  }

  @Test
  void whatWasDoneIsTakenBackWhenItIsCancelled() {
    String id = begin("switchover");
    await().atMost(PATIENCE).until(() -> ScriptedKind.DONE.contains("+shadow"));

    say(id, "cancel", Map.of("comment", "not today")).then().statusCode(200);

    awaitState(id, "cancelled");
    assertThat(ScriptedKind.DONE).containsExactly("+shadow", "-shadow");
    say(id, "resume", Map.of()).then().statusCode(409).body("detail", is("the run has ended"));
  }

  @Test
  void aDrillLeavesNoTrace() {
    String id = begin("drill");

    awaitState(id, "succeeded");
    operation(id)
        .then()
        .body("steps.mode", equalTo(List.of("run", "rehearse")))
        .body("steps.phase", equalTo(List.of("undone", "done")))
        .body("steps[1].summary", containsString("waits 3600 s"));
    assertThat(ScriptedKind.DONE).containsExactly("+shadow", "-shadow");
  }

  @Test
  void oneOperationGoesOnAtATime() {
    String id = begin("switchover");

    request("settle", Map.of())
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString(id));
  }

  @Test
  void guardsThatDoNotHoldRefuse() {
    request("settle", Map.of("planHash", "another")).then().statusCode(412);
    request("settle", Map.of("expectedPrimary", "b"))
        .then()
        .statusCode(412)
        .body("detail", containsString("the primary is a, not b"));
    request("settle", Map.of("term", 9)).then().statusCode(412);
    assertThat(running()).isNull();
  }

  @Test
  void knownProblemsMustBeAccepted() {
    ScriptedKind.PROBLEMS.put("restart", "matches nothing");
    plan("settle").then().body("canBegin", is(false));

    request("settle", Map.of())
        .then()
        .statusCode(409)
        .body("detail", containsString("restart: matches nothing"));
    request("settle", Map.of("despite", List.of("restart"))).then().statusCode(202);
  }

  @Test
  void theSameRequestBeginsOneOperation() {
    Map<String, Object> body = body("settle", Map.of());
    Response first = asked().header("Idempotency-Key", "k1").body(body).post("/api/v1/operations");
    Response again = asked().header("Idempotency-Key", "k1").body(body).post("/api/v1/operations");

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    asked()
        .header("Idempotency-Key", "k1")
        .body(body("settle", Map.of("comment", "another")))
        .post("/api/v1/operations")
        .then()
        .statusCode(422);
  }

  @Test
  void badRequestsAreTold() {
    asked().body("{").post("/api/v1/operations").then().statusCode(400);
    asked().body(Map.of("verb", "dance")).post("/api/v1/plans").then().statusCode(400);
    asked().body(Map.of("verb", "settle", "x", 1)).post("/api/v1/plans").then().statusCode(400);
    badDespite("restart")
        .body("detail", is("'despite' is not a list of at most 200 names of steps"));
    badDespite(Collections.nCopies(201, "restart"))
        .body("detail", containsString("at most 200 names"));
    badDespite(List.of("r".repeat(1001)))
        .body("detail", is("a name in 'despite' is not a text of at most 1000 characters"));
    request(
            "settle",
            Map.of("planHash", "another", "despite", Collections.nCopies(200, "r".repeat(1000))))
        .then()
        .statusCode(412);
    badDespite(List.of(1)).body("detail", containsString("a name in 'despite'"));
    given().get("/api/v1/operations/20260101-000000-000-0000").then().statusCode(404);
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("verb", "settle"))
        .post("/api/v1/plans")
        .then()
        .statusCode(401);
    String id = begin("settle");
    say(id, "dance", Map.of()).then().statusCode(404);
    say(id, "resume", Map.of()).then().statusCode(409);
  }

  @Test
  void eventsTellHowItGoes() {
    String id = begin("settle");
    awaitState(id, "waiting");
    say(id, "approve", Map.of()).then().statusCode(200);
    awaitState(id, "succeeded");

    String events =
        given().accept("text/event-stream").get("/api/v1/operations/" + id + "/events").asString();

    assertThat(events).contains("event:operation").contains("\"state\":\"succeeded\"");
    given().get("/api/v1/operations/20260101-000000-000-0000/events").then().statusCode(404);
  }

  @Test
  void theRunbookAndTheTypesOfStepsAreShown() {
    given().get("/api/v1/runbook").then().statusCode(200).body(containsString("call: shadow"));
    given().get("/api/v1/step-types").then().statusCode(200).body("name", hasItem("wait"));
  }

  private static ValidatableResponse badDespite(Object despite) {
    return request("settle", Map.of("despite", despite)).then().statusCode(400);
  }

  private static String begin(String verb) {
    Response answer = request(verb, Map.of());
    answer.then().statusCode(202);
    return answer.path("id");
  }

  private static Response request(String verb, Map<String, Object> other) {
    return asked().body(body(verb, other)).post("/api/v1/operations");
  }

  private static Map<String, Object> body(String verb, Map<String, Object> other) {
    Map<String, Object> body = new HashMap<>();
    body.put("verb", verb);
    body.put("planHash", plan(verb).path("planHash"));
    body.put("expectedPrimary", "a");
    body.put("term", 0);
    body.putAll(other);
    return body;
  }

  private static Response plan(String verb) {
    return asked().body(Map.of("verb", verb)).post("/api/v1/plans");
  }

  private static Response operation(String id) {
    return given().get("/api/v1/operations/" + id);
  }

  private static Response say(String id, String command, Map<String, Object> body) {
    return asked()
        .urlEncodingEnabled(false)
        .body(body)
        .post("/api/v1/operations/" + id + ":" + command);
  }

  private static String running() {
    AtomicReference<String> running = new AtomicReference<>();
    List<Map<String, String>> all = given().get("/api/v1/operations").path("operations");
    for (Map<String, String> one : all) {
      if (one.get("endedAt") == null) {
        running.set(one.get("id"));
      }
    }
    return running.get();
  }

  private static void awaitState(String id, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> operation(id).then().statusCode(200).body("state", is(state)));
  }

  private static RequestSpecification asked() {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + FailoverEtcds.TOKEN);
  }
}
