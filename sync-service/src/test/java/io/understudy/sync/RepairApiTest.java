package io.understudy.sync;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.testkit.IndependentClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TwoEtcds.class)
class RepairApiTest {

  private static final ControlKeys KEYS = new ControlKeys("global");
  private static final String KEY = "/registry/secrets/app-1/to-be-repaired";
  private static final String ABSENT = "/registry/secrets/app-1/nowhere";

  @ConfigProperty(name = "understudy.source.endpoints")
  String sourceEndpoint;

  @ConfigProperty(name = "understudy.target.endpoints")
  String targetEndpoint;

  @BeforeEach
  void becomeSound() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Boolean.TRUE.equals(when().get("/api/v1/status").path("sound")));
  }

  @AfterEach
  void resume() {
    post("/api/v1/resume", "").statusCode(200);
  }

  @Test
  void aKeyThatSomebodyDeletedOnTheTargetComesBack() {
    try (IndependentClient source = new IndependentClient(List.of(sourceEndpoint));
        IndependentClient target = new IndependentClient(List.of(targetEndpoint))) {
      source.put(KEY, "a value that stays within the etcds");
      Awaitility.await().until(() -> target.get(Bytes.utf8(KEY)).isPresent());
      target.delete(Bytes.utf8(KEY));

      String location = ask(KEY, ABSENT).statusCode(202).extract().header("Location");
      String path = URI.create(location).getPath();
      assertThat(path).matches("/api/v1/repair/[0-9]+");
      awaitDone(path);

      when()
          .get(path)
          .then()
          .statusCode(200)
          .body("keys", equalTo(2))
          .body("doneAt", notNullValue())
          .body("counts", equalTo(Map.of("repaired", 1, "not-in-source", 1)))
          .body("outcomes", hasItem(Map.of("key", KEY, "outcome", "repaired")))
          .body("outcomes", hasItem(Map.of("key", ABSENT, "outcome", "not-in-source")))
          .body("unlisted", equalTo(0))
          .body(not(containsString("stays within")));
      assertThat(target.get(Bytes.utf8(KEY)).orElseThrow().value())
          .isEqualTo(Bytes.utf8("a value that stays within the etcds"));
      assertThat(target.get(KEYS.repair())).isEmpty();
    }
  }

  @Test
  void aSurplusKeyGoesOnlyAtTheRevisionThatWasConfirmed() {
    try (IndependentClient target = new IndependentClient(List.of(targetEndpoint))) {
      Bytes mine = Bytes.utf8("/registry/configmaps/app-1/surplus-1");
      Bytes changed = Bytes.utf8("/registry/configmaps/app-1/surplus-2");
      target.put(mine, Bytes.utf8("created on the standby"));
      target.put(changed, Bytes.utf8("created on the standby"));
      long confirmed = target.get(mine).orElseThrow().modRevision();
      long outdated = target.get(changed).orElseThrow().modRevision();
      target.put(changed, Bytes.utf8("edited since"));

      String body =
          """
          {"surplus": [{"key": "%s", "revision": %d}, {"key": "%s", "revision": %d}]}"""
              .formatted(mine.utf8(), confirmed, changed.utf8(), outdated);
      String location = post("/api/v1/repair", body).statusCode(202).extract().header("Location");
      String path = URI.create(location).getPath();
      awaitDone(path);

      when()
          .get(path)
          .then()
          .body("keys", equalTo(2))
          .body("counts", equalTo(Map.of("deleted", 1, "changed", 1)))
          .body("outcomes", hasItem(Map.of("key", mine.utf8(), "outcome", "deleted")))
          .body("outcomes", hasItem(Map.of("key", changed.utf8(), "outcome", "changed")));
      assertThat(target.get(mine)).isEmpty();
      assertThat(target.get(changed).orElseThrow().value()).isEqualTo(Bytes.utf8("edited since"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> target.get(KEYS.foreign(mine)).isEmpty());
      target.delete(changed);
    }
  }

  @Test
  void aRequestForOtherSurplusKeysIsAnother() {
    post("/api/v1/pause", "").statusCode(200);
    awaitPhase("paused");
    String surplus =
        "{\"surplus\": [{\"key\": \"/registry/configmaps/app-1/none\", \"revision\": %d}]}";

    String first =
        post("/api/v1/repair", surplus.formatted(7))
            .statusCode(202)
            .body("keys", equalTo(1))
            .extract()
            .header("Location");
    post("/api/v1/repair", surplus.formatted(7)).statusCode(202).header("Location", equalTo(first));
    post("/api/v1/repair", surplus.formatted(8)).statusCode(409);

    post("/api/v1/resume", "").statusCode(200);
    String path = URI.create(first).getPath();
    awaitDone(path);
    when().get(path).then().body("counts", equalTo(Map.of("not-there", 1)));
  }

  @Test
  void whatWaitsIsToldAndTakesNoOtherBesideIt() {
    post("/api/v1/pause", "").statusCode(200);
    awaitPhase("paused");

    String first = ask(ABSENT).statusCode(202).extract().header("Location");
    String path = URI.create(first).getPath();
    when()
        .get(path)
        .then()
        .statusCode(200)
        .body("state", equalTo("requested"))
        .body("keys", equalTo(1))
        .body("outcomes", nullValue());
    ask(ABSENT).statusCode(202).header("Location", equalTo(first));
    ask(KEY, ABSENT)
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString(path));

    post("/api/v1/resume", "").statusCode(200);
    awaitDone(path);
  }

  @Test
  void onlyTheNewestResultsAreKept() {
    String oldest = "";
    for (int i = 0; i < 11; i++) {
      String path = URI.create(ask(ABSENT).statusCode(202).extract().header("Location")).getPath();
      awaitDone(path);
      oldest = oldest.isEmpty() ? path : oldest;
    }

    when()
        .get(oldest)
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("title", equalTo("No such repair"));
  }

  @Test
  void anIdThatIsNoneIsAProblem404() {
    when().get("/api/v1/repair/7").then().statusCode(404);
    when()
        .get("/api/v1/repair/term")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  @Test
  void aBadBodyIsAProblem400() {
    post("/api/v1/repair", "{\"keys\": []}")
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString("'keys' is missing, empty"));
    post("/api/v1/repair", "").statusCode(400);
    post("/api/v1/repair", "{\"surplus\": [{\"key\": \"/registry/a\"}]}")
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString("surplus[0] is not an object of 'key' and 'revision'"));
  }

  @Test
  void moreBytesThanATxnTakesAreAProblem400() {
    post("/api/v1/repair", body("/registry/secrets/" + "x".repeat(1_100_000)))
        .statusCode(400)
        .body("detail", containsString("understudy.txn.max-bytes is 1048576"));
  }

  @Test
  void askingNeedsTheToken() {
    given()
        .body(body(KEY))
        .post("/api/v1/repair")
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
  }

  private static void awaitDone(String path) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> "done".equals(when().get(path).path("state")));
  }

  private static void awaitPhase(String phase) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> phase.equals(when().get("/api/v1/status").path("phase")));
  }

  private static ValidatableResponse ask(String... keys) {
    return post("/api/v1/repair", body(keys));
  }

  private static String body(String... keys) {
    return "{\"keys\": [\"" + String.join("\", \"", keys) + "\"]}";
  }

  private static ValidatableResponse post(String path, String body) {
    return given().header("Authorization", "Bearer " + TwoEtcds.TOKEN).body(body).post(path).then();
  }
}
