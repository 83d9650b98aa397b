package io.understudy.failover.health;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The application while this site's etcd does not answer. */
@QuarkusTest
@TestProfile(WithoutItsEtcdTest.Nowhere.class)
class WithoutItsEtcdTest {

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
  void itLivesButIsNotReadyAndSaysWhy() {
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/health/ready").then().statusCode(503);
    given().get("/healthz").then().statusCode(503).body(startsWith("target: "));
  }
}
