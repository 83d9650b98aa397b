package io.understudy.monitor;

import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The application while neither etcd answers. */
@QuarkusTest
@TestProfile(WithoutEtcdsTest.Nowhere.class)
class WithoutEtcdsTest {

  /** Nothing listens on port 1. */
  public static class Nowhere implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "understudy.source.endpoints", "http://127.0.0.1:1",
          "understudy.target.endpoints", "http://127.0.0.1:1",
          "understudy.call.timeout-ms", "300");
    }
  }

  @Test
  void itLivesButIsNotReadyAndSaysWhyOfEachEnd() {
    when().get("/q/health/live").then().statusCode(200);
    when().get("/q/health/ready").then().statusCode(503);
    when()
        .get("/healthz")
        .then()
        .statusCode(503)
        .contentType("text/plain")
        .body(allOf(containsString("source: "), containsString("target: ")));
  }

  @Test
  void gcSafetyCannotBeToldAndSaysWhyAndWhenToAskAgain() {
    when()
        .get("/api/v1/gc-safety")
        .then()
        .statusCode(503)
        .contentType("application/problem+json")
        .header("Retry-After", "10")
        .body("detail", containsString("target: "));
  }
}
