package io.understudy.monitor.readiness;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.core.readiness.Precheck;
import io.understudy.monitor.TwoEtcds;
import org.junit.jupiter.api.Test;

/** The running application between a captured registry and an empty etcd, without a mirror. */
@QuarkusTest
@WithTestResource(TwoEtcds.class)
class ReadinessResourceTest {

  @Test
  void programsGetJson() {
    given()
        .accept("application/json")
        .get("/api/v1/readiness")
        .then()
        .statusCode(200)
        .body("link", equalTo("global"))
        .body("checks", hasSize(Precheck.values().length))
        .body("verdicts.failover.ready", equalTo(false))
        .body("verdicts.failover.blockers", hasItem("mirror"))
        .body(check("mirror", "summary"), equalTo("nothing has been mirrored here yet"))
        .body(check("primary-etcd", "result"), equalTo("PASS"))
        .body(check("standby-etcd", "result"), equalTo("PASS"))
        .body(check("definitions", "result"), equalTo("FAIL"))
        .body(check("definitions", "remedy"), containsString("Install"))
        .body(check("primary-terminating", "result"), equalTo("PASS"))
        .body(check("primary-machines", "result"), equalTo("PASS"))
        .body(check("gc-safety", "result"), equalTo("PASS"))
        .body(check("revision-lead", "result"), equalTo("FAIL"))
        .body(check("call-targets", "result"), equalTo("PASS"))
        .body(check("service-ranges", "result"), equalTo("UNKNOWN"))
        .body(check("lag", "result"), equalTo("UNKNOWN"))
        .body(check("last-check", "summary"), equalTo("no check has run yet"))
        .body(
            check("standby-vip", "summary"),
            equalTo("understudy.readiness.target-vip is not configured"))
        .body(
            check("encryption-readable", "summary"),
            containsString("no access to the standby's API server"));
  }

  private static String check(String name, String field) {
    return "checks.find { it.name == '" + name + "' }." + field;
  }

  @Test
  void curlGetsATableIfItAsksForText() {
    String text =
        given()
            .accept("text/plain")
            .get("/api/v1/readiness")
            .then()
            .statusCode(200)
            .contentType("text/plain")
            .extract()
            .asString();
    assertThat(text)
        .contains("FAILOVER     not-ready\n  blocked by mirror: nothing has been mirrored here")
        .contains("PASS     primary-etcd");
  }

  @Test
  void whoDoesNotSayGetsJson() {
    given().get("/api/v1/readiness").then().statusCode(200).contentType("application/json");
  }

  @Test
  void metricsHaveTheNewestAnswer() {
    given().get("/api/v1/readiness").then().statusCode(200);
    String metrics = given().accept("text/plain").get("/q/metrics").asString();
    assertThat(metrics.lines())
        .contains(
            "understudy_readiness_precheck{check=\"mirror\",link=\"global\",} 2.0",
            "understudy_readiness_precheck{check=\"standby-etcd\",link=\"global\",} 0.0",
            "understudy_readiness_precheck{check=\"lag\",link=\"global\",} 3.0",
            "understudy_ready{link=\"global\",verb=\"failover\",} 0.0",
            "understudy_ready{link=\"global\",verb=\"switchover\",} 0.0");
  }
}
