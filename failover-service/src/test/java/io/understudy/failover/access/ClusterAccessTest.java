package io.understudy.failover.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.understudy.core.failover.Command;
import io.understudy.core.failover.Verb;
import io.understudy.failover.FailoverEtcds;
import io.understudy.failover.ScriptedKind;
import io.understudy.testkit.ReviewingApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application in a cluster: who may do what over REST, and what is on record of it. */
@QuarkusTest
@TestProfile(ClusterAccessTest.Audited.class)
@WithTestResource(FailoverEtcds.class)
@WithTestResource(ReviewingCluster.class)
class ClusterAccessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> READING = Set.of("get", "head", "options", "trace");

  private static Path audit;

  public static class Audited implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        audit = Files.createTempDirectory("understudy-audit").resolve("audit.jsonl");
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      return Map.of(
          "understudy.audit.file",
          audit.toString(),
          "understudy.report.interval-ms",
          "200",
          "understudy.api.review-cache-seconds",
          "0");
    }
  }

  @BeforeEach
  void nothingIsScripted() {
    ScriptedKind.FAILS.clear();
    ScriptedKind.PROBLEMS.clear();
    ScriptedKind.DONE.clear();
  }

  @AfterEach
  void nothingGoesOn() {
    List<Map<String, String>> all = given().get("/api/v1/operations").path("operations");
    for (Map<String, String> one : all) {
      if (one.get("endedAt") == null) {
        say("operator", one.get("id"), "cancel");
        awaitState(one.get("id"), "cancelled");
      }
    }
  }

  @Test
  void noCallThatChangesSomethingIsOpenToNobodyOrToWhoLacksTheRight() throws IOException {
    String run = begin("operator", "settle");
    awaitState(run, "waiting");
    List<Call> calls = everyCall(run);
    assertThat(calls)
        .hasSizeGreaterThanOrEqualTo(2 + Verb.values().length + Command.values().length);
    List<String> before = states();
    int denied = lines("denied").size();

    for (Call call : calls) {
      call.as(given()).then().statusCode(401).header("WWW-Authenticate", "Bearer");
      call.as(bearing("made up")).then().statusCode(401);
      // The token of the file is no token of the cluster.
      call.as(bearing(FailoverEtcds.TOKEN)).then().statusCode(401);
      call.as(bearing(ReviewingApiServer.token("onlooker")))
          .then()
          .statusCode(403)
          .contentType("application/problem+json")
          .body("detail", containsString("docs/kubernetes.md"));
      call.as(bearing("token-broken"))
          .then()
          .statusCode(503)
          .body("detail", containsString("answered 500"));
      call.as(bearing("token-forbidden"))
          .then()
          .statusCode(503)
          .body("detail", containsString("system:auth-delegator"));
    }

    assertThat(states()).as("nothing has changed").isEqualTo(before);
    assertThat(ScriptedKind.DONE).isEmpty();
    List<JsonNode> lines = lines("denied");
    assertThat(lines.subList(denied, lines.size()))
        .as("each denial has its line")
        .hasSize(calls.size() * 6)
        .allSatisfy(
            line -> {
              assertThat(line.path("from").asText()).isNotEmpty();
              assertThat(line.path("action").asText()).isNotEmpty();
            })
        .extracting(line -> line.path("outcome").asText())
        .containsOnly("denied", "undecided");
    assertThat(Files.readString(audit))
        .doesNotContain(ReviewingApiServer.token(""), "token-broken", "token-forbidden")
        .doesNotContain("made up", FailoverEtcds.TOKEN);
    assertThat(metrics()).contains("understudy_denials_total{why=\"forbidden\"}");
  }

  @Test
  void aDrillAndAFailoverAreDifferentRights() {
    plan("driller", "drill").then().statusCode(200);
    String drill = begin("driller", "drill");
    awaitState(drill, "succeeded");
    given().get("/api/v1/operations/" + drill).then().body("by", is("driller"));

    for (String verb : List.of("failover", "switchover", "settle", "reprotect", "failback")) {
      request("driller", verb)
          .then()
          .statusCode(403)
          .body(
              "detail",
              containsString(
                  "does not let driller "
                      + (verb.equals("failover") ? "failover" : "switchover")
                      + " operations.understudy.io in namespace dr (no role)"));
    }
    assertThat(ReviewingCluster.server().asked())
        .contains(
            "driller drill operations understudy.io dr global uid-of-driller"
                + " [people, system:authenticated] {origin=[tests]}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(metrics())
                    .containsPattern(
                        "understudy_operation_last_success_timestamp_seconds\\{link=\"global\","
                            + "verb=\"drill\"\\} 1\\.\\d+E9"));
  }

  @Test
  void anApprovalIsARightOfItsOwnAndWhoGaveItIsOnRecord() throws IOException {
    String run = begin("operator", "settle");
    awaitState(run, "waiting");
    awaitEvent(run, "taken-over");

    say("driller", run, "approve").then().statusCode(403);
    say("approver", run, "cancel").then().statusCode(403);
    say("approver", run, "approve").then().statusCode(200);
    awaitState(run, "succeeded");
    awaitEvent(run, "ended");

    assertThat(lines("answered"))
        .anySatisfy(
            line -> {
              assertThat(line.path("who").asText()).isEqualTo("approver");
              assertThat(line.path("how").asText()).isEqualTo("kubernetes");
              assertThat(line.path("groups").get(0).asText()).isEqualTo("people");
              assertThat(line.path("action").asText()).isEqualTo("approve");
              assertThat(line.path("right").asText()).isEqualTo("approve");
              assertThat(line.path("verb").asText()).isEqualTo("settle");
              assertThat(line.path("run").asText()).isEqualTo(run);
              assertThat(line.path("status").asInt()).isEqualTo(200);
              assertThat(line.path("outcome").asText()).isEqualTo("done");
            });
    assertThat(lines("asked")).hasSameSizeAs(lines("answered"));
    assertThat(all())
        .filteredOn(line -> line.path("kind").asText().equals("run"))
        .filteredOn(line -> line.path("run").asText().equals(run))
        .satisfies(
            lines -> {
              assertThat(lines.getFirst().path("by").asText()).isEqualTo("operator");
              assertThat(lines)
                  .extracting(line -> line.path("event").asText())
                  .startsWith("began", "taken-over")
                  .endsWith("ended")
                  .contains("commanded", "step-done");
              assertThat(lines)
                  .extracting(line -> line.path("entry").asInt())
                  .doesNotHaveDuplicates();
            });
  }

  /** The journal of the run is written first, the audit log a little later. */
  private void awaitEvent(String run, String event) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                all().stream()
                    .filter(line -> line.path("run").asText().equals(run))
                    .anyMatch(line -> line.path("event").asText().equals(event)));
  }

  @Test
  void whatCannotBePutOnRecordIsRefusedAndARunGoesOnWithoutIt() throws IOException {
    String run = begin("operator", "settle");
    awaitState(run, "waiting");
    Path aside = audit.resolveSibling("aside");
    Files.move(audit, aside);
    Files.createDirectory(audit);
    try {
      asked("operator")
          .body(body("settle", "any"))
          .post("/api/v1/operations")
          .then()
          .statusCode(503)
          .body("title", is("Nothing is done that is not in the audit log"))
          .body("detail", containsString("understudy.audit.file"));
      say("operator", run, "approve").then().statusCode(503);
      given().get("/api/v1/operations/" + run).then().body("state", is("waiting"));
      given().get("/healthz").then().statusCode(200);
    } finally {
      Files.delete(audit);
      Files.move(aside, audit);
    }
    ScriptedKind.FAILS.put("restart", "no such pods");
    say("operator", run, "approve").then().statusCode(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                given()
                    .get("/api/v1/operations/" + run)
                    .then()
                    .body("waitsFor.what", containsString("no such pods")));
    // Metrics of operations are looked up every now and then.
    await().atMost(PATIENCE).untilAsserted(this::theFailedStepIsInTheMetrics);
  }

  private void theFailedStepIsInTheMetrics() {
    assertThat(metrics())
        .contains("understudy_audit_failures_total ")
        .doesNotContain("understudy_audit_failures_total 0.0")
        .containsPattern(
            "understudy_step_failures_total\\{link=\"global\",type=\"scripted\"\\} [1-9]")
        .contains(
            "understudy_operation_state{link=\"global\",state=\"waiting\",verb=\"settle\"} 1.0")
        .contains("understudy_operation_failed_steps{link=\"global\",verb=\"settle\"} 1.0");
  }

  @Test
  void operationsAreEventsOfTheCluster() {
    String run = begin("operator", "settle");
    awaitState(run, "waiting");
    say("operator", run, "approve").then().statusCode(200);
    awaitState(run, "succeeded");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ReviewingCluster.server().events())
                    .filteredOn(event -> event.getMessage().contains(run))
                    .extracting(event -> event.getReason())
                    .contains("OperationBegan", "OperationWaits", "OperationEnded"));
    assertThat(ReviewingCluster.server().events())
        .allSatisfy(
            event -> {
              assertThat(event.getInvolvedObject().getName()).isEqualTo("etcd-sync-failover");
              assertThat(event.getReportingComponent()).isEqualTo("failover-service");
            });
  }

  /** One call, as the API's own description has it. */
  private record Call(String method, String path, Map<String, Object> body) {

    Response as(RequestSpecification caller) {
      return caller
          .urlEncodingEnabled(false)
          .contentType(ContentType.JSON)
          .body(body)
          .request(method, path);
    }
  }

  /** All that change something, of whatever routes there are. */
  private static List<Call> everyCall(String run) {
    JsonPath api = given().accept("application/json").get("/q/openapi?format=json").jsonPath();
    Map<String, Map<String, Object>> paths = api.get("paths");
    List<Call> calls = new ArrayList<>();
    paths.forEach(
        (path, methods) -> {
          for (String method : methods.keySet()) {
            if (List.of("get", "put", "post", "delete", "patch", "head", "options", "trace")
                    .contains(method)
                && !READING.contains(method)) {
              filled(path, run)
                  .forEach(
                      at ->
                          bodies(path)
                              .forEach(
                                  body ->
                                      calls.add(
                                          new Call(
                                              method.toUpperCase(java.util.Locale.ROOT),
                                              at,
                                              body))));
            }
          }
        });
    return calls;
  }

  private static List<String> filled(String path, String run) {
    String at = path.replace("{id}", run);
    return at.contains("{command}")
        ? Arrays.stream(Command.values())
            .map(command -> at.replace("{command}", command.text()))
            .toList()
        : List.of(at);
  }

  private static List<Map<String, Object>> bodies(String path) {
    if (path.equals("/api/v1/operations")) {
      return Arrays.stream(Verb.values()).map(verb -> body(verb.text(), "any")).toList();
    }
    return path.contains("{command}")
        ? List.of(Map.of("comment", "a word"))
        : List.of(Map.of("verb", "drill"));
  }

  private static List<String> states() {
    return given().get("/api/v1/operations").jsonPath().getList("operations.state");
  }

  private static RequestSpecification bearing(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  private static RequestSpecification asked(String user) {
    return bearing(ReviewingApiServer.token(user)).contentType(ContentType.JSON);
  }

  private static Response plan(String user, String verb) {
    return asked(user).body(Map.of("verb", verb)).post("/api/v1/plans");
  }

  private static String begin(String user, String verb) {
    Response answer = request(user, verb);
    answer.then().statusCode(202);
    return answer.path("id");
  }

  private static Response request(String user, String verb) {
    return asked(user)
        .body(body(verb, plan("operator", verb).path("planHash")))
        .post("/api/v1/operations");
  }

  private static Map<String, Object> body(String verb, String planHash) {
    Map<String, Object> body = new HashMap<>();
    body.put("verb", verb);
    body.put("planHash", planHash);
    body.put("expectedPrimary", "a");
    body.put("term", 0);
    return body;
  }

  private static Response say(String user, String run, String command) {
    return asked(user)
        .urlEncodingEnabled(false)
        .body(Map.of())
        .post("/api/v1/operations/" + run + ":" + command);
  }

  private static void awaitState(String run, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> given().get("/api/v1/operations/" + run).then().body("state", is(state)));
  }

  private static String metrics() {
    // The older text format has a comma after the last label.
    return given().accept("text/plain").get("/metrics").asString().replace(",}", "}");
  }

  private static List<JsonNode> lines(String stage) throws IOException {
    return all().stream().filter(line -> line.path("stage").asText().equals(stage)).toList();
  }

  private static List<JsonNode> all() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(audit)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }
}
