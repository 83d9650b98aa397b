package io.understudy.monitor;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.understudy.testkit.ReviewingApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application in a cluster: who may change something. */
@QuarkusTest
@TestProfile(ClusterAccessTest.InACluster.class)
@WithTestResource(WrittenEtcds.class)
@WithTestResource(ReviewingCluster.class)
class ClusterAccessTest {

  private static final Set<String> READING = Set.of("get", "head", "options", "trace");
  private static final String REPAIR = "/api/v1/checks/1/repair";
  private static final String AUDIENCE = ReviewingCluster.AUDIENCE;

  /** An application of its own. */
  public static class InACluster implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("understudy.link", "reviewed");
    }
  }

  @AfterEach
  void theApiServerIsThere() {
    ReviewingCluster.server().comeBack();
  }

  @Test
  void noCallThatChangesSomethingIsOpenToNobodyOrToWhoLacksTheRight() {
    List<String> calls = calls();
    assertThat(calls).hasSize(2);
    int before = waiting();

    for (String call : calls) {
      post(given(), call).then().statusCode(401).header("WWW-Authenticate", "Bearer");
      bearing("made up", call).then().statusCode(401);
      bearing(ReviewingApiServer.token("operator"), call)
          .then()
          .statusCode(401)
          .body("detail", containsString("--audience understudy"));
      bearing(ReviewingApiServer.token("operator", "another"), call).then().statusCode(401);
      bearing(ReviewingApiServer.tokenForAny("operator"), call).then().statusCode(401);
      bearing(ReviewingApiServer.token("onlooker", AUDIENCE), call)
          .then()
          .statusCode(403)
          .contentType("application/problem+json")
          .body("detail", containsString("does not let onlooker"));
      bearing("token-broken", call)
          .then()
          .statusCode(503)
          .body("detail", containsString("answered 500"));
      bearing("token-forbidden", call)
          .then()
          .statusCode(503)
          .body("detail", containsString("does not let monitor-service"));
    }
    ReviewingCluster.server().goAway();
    for (String call : calls) {
      bearing(ReviewingApiServer.token("operator", AUDIENCE), call)
          .then()
          .statusCode(503)
          .body("detail", containsString("does not answer"));
    }

    assertThat(waiting()).as("no check was made").isEqualTo(before);
    assertThat(when().get("/q/metrics").asString())
        .containsPattern("understudy_denials_total\\{why=\"unknown\"\\} [1-9]")
        .containsPattern("understudy_denials_total\\{why=\"forbidden\"\\} [1-9]")
        .containsPattern("understudy_denials_total\\{why=\"undecided\"\\} [1-9]");
  }

  @Test
  void whoHasTheRightMayAndNothingElse() {
    String operator = ReviewingApiServer.token("operator", AUDIENCE);
    bearing(operator, "/api/v1/checks").then().statusCode(anyOf(is(202), is(409)));
    bearing(operator, REPAIR).then().statusCode(404);
    assertThat(ReviewingCluster.server().asked())
        .contains(
            "operator check mirrors understudy.io dr reviewed uid-of-operator"
                + " [people, system:authenticated] {origin=[tests]}");

    String checker = ReviewingApiServer.token("checker", AUDIENCE);
    bearing(checker, "/api/v1/checks").then().statusCode(anyOf(is(202), is(409)));
    bearing(checker, REPAIR).then().statusCode(403);
  }

  @Test
  void theFilesTokenMayWhatIsGivenToItAlsoWithoutTheApiServer() {
    ReviewingCluster.server().goAway();

    bearing(TwoEtcds.TOKEN, REPAIR).then().statusCode(404);
    bearing(TwoEtcds.TOKEN, "/api/v1/checks").then().statusCode(403);
  }

  /** As the API describes itself: none is forgotten. */
  private static List<String> calls() {
    JsonPath api = given().get("/q/openapi?format=json").jsonPath();
    Map<String, Map<String, Object>> paths = api.getMap("paths");
    List<String> calls = new ArrayList<>();
    paths.forEach(
        (path, methods) ->
            methods.keySet().stream()
                .filter(method -> !READING.contains(method) && !method.equals("parameters"))
                // Those need somebody's token too, and failover-service to know it:
                // PassedOnCallsTest.
                .filter(method -> !path.startsWith("/api/v1/failover-service/"))
                .forEach(
                    method -> {
                      assertThat(method).isEqualTo("post");
                      calls.add(path.replace("{id}", "1"));
                    }));
    return calls;
  }

  private static int waiting() {
    return when().get("/api/v1/checks").<List<String>>path("checks.id").size();
  }

  private static Response bearing(String token, String call) {
    return post(given().header("Authorization", "Bearer " + token), call);
  }

  private static Response post(RequestSpecification caller, String call) {
    return caller.contentType("application/json").post(call);
  }
}
