package io.understudy.sync;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.service.access.MirrorRight;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.ReviewingApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application in a cluster: who may change something. */
@QuarkusTest
@TestProfile(ClusterAccessTest.InACluster.class)
@WithTestResource(TwoEtcds.class)
@WithTestResource(ReviewingCluster.class)
class ClusterAccessTest {

  private static final Set<String> READING = Set.of("get", "head", "options", "trace");
  private static final String AUDIENCE = ReviewingCluster.AUDIENCE;

  private static final ControlKeys KEYS = new ControlKeys("global");

  @ConfigProperty(name = "understudy.target.endpoints")
  String targetEndpoint;

  /** An application of its own. */
  public static class InACluster implements QuarkusTestProfile {}

  @AfterEach
  void theApiServerIsThere() {
    ReviewingCluster.server().comeBack();
  }

  @Test
  void noCallThatChangesSomethingIsOpenToNobodyOrToWhoLacksTheRight() {
    List<String> calls = calls();
    assertThat(calls).hasSameSizeAs(MirrorRight.OF_SYNC);

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
          .body("detail", containsString("does not let sync-service"));
    }
    ReviewingCluster.server().goAway();
    for (String call : calls) {
      bearing(ReviewingApiServer.token("operator", AUDIENCE), call)
          .then()
          .statusCode(503)
          .body("detail", containsString("does not answer"));
    }

    assertNothingWasDone();
    assertThat(when().get("/q/metrics").asString())
        .containsPattern("understudy_denials_total\\{why=\"unknown\"\\} [1-9]")
        .containsPattern("understudy_denials_total\\{why=\"forbidden\"\\} [1-9]")
        .containsPattern("understudy_denials_total\\{why=\"undecided\"\\} [1-9]");
  }

  @Test
  void whoHasTheRightMayAndNothingElse() {
    String operator = ReviewingApiServer.token("operator", AUDIENCE);
    bearing(operator, "/api/v1/pause").then().statusCode(200);
    bearing(operator, "/api/v1/resume").then().statusCode(200);
    assertThat(ReviewingCluster.server().asked())
        .contains(
            "operator pause mirrors understudy.io dr global uid-of-operator"
                + " [people, system:authenticated] {origin=[tests]}");

    String monitor = ReviewingApiServer.token("monitor", AUDIENCE);
    for (MirrorRight right : MirrorRight.OF_SYNC) {
      // What is let through has no body that makes sense.
      bearing(monitor, right.path()).then().statusCode(right == MirrorRight.REPAIR ? 400 : 403);
    }
  }

  @Test
  void theFilesTokenMayWhatIsGivenToItAlsoWithoutTheApiServer() {
    ReviewingCluster.server().goAway();

    for (MirrorRight right : MirrorRight.OF_SYNC) {
      boolean isGiven = right == MirrorRight.REPAIR || right == MirrorRight.DEMOTE;
      bearing(TwoEtcds.TOKEN, right.path()).then().statusCode(isGiven ? 400 : 403);
    }
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
                .forEach(
                    method -> {
                      assertThat(method).isEqualTo("post");
                      calls.add(path);
                    }));
    return calls;
  }

  /** Whatever is let through leaves a record. */
  private void assertNothingWasDone() {
    try (IndependentClient target = new IndependentClient(List.of(targetEndpoint))) {
      for (Bytes key : List.of(KEYS.paused(), KEYS.resyncRequest(), KEYS.repair(), KEYS.unpark())) {
        assertThat(target.get(key)).as("%s", key).isEmpty();
      }
      assertThat(target.get(KEYS.term()).map(kv -> TermRecord.fromJson(kv.value()).isPromoted()))
          .isNotEqualTo(Optional.of(true));
    }
  }

  private static Response bearing(String token, String call) {
    return post(given().header("Authorization", "Bearer " + token), call);
  }

  private static Response post(RequestSpecification caller, String call) {
    return caller.contentType("application/json").post(call);
  }
}
