package io.understudy.failover.role;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.FailoverEtcds;
import io.understudy.testkit.IndependentClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The comparison of roles over REST and in the metrics, and what it forbids. */
@QuarkusTest
@WithTestResource(FailoverEtcds.class)
@TestProfile(RoleApiTest.Alone.class)
class RoleApiTest {

  private static final String LINK = "roles";
  private static final ControlKeys KEYS = new ControlKeys(LINK);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * Gauges of an earlier application with the same labels stay in the registry, and tell nothing.
   */
  public static class Alone implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("understudy.link", LINK);
    }
  }

  @AfterEach
  void theOtherSiteIsNoPromotedOne() {
    try (IndependentClient source = source()) {
      source.delete(KEYS.term());
      source.delete(KEYS.checkpoint());
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> role().then().body("verdict", not(is("split-brain"))));
  }

  @Test
  void whatCannotBeToldIsSaidWithItsReason() {
    role()
        .then()
        .statusCode(200)
        .body("site", is("b"))
        .body("peer", is("a"))
        .body("verdict", is("unknown"))
        .body("name", containsString("understudy.platform.address is not set"))
        .body("leads", is("unknown"))
        .body("forbids", equalTo(null));
    given()
        .get("/q/metrics")
        .then()
        .body(containsString("understudy_role_agrees{link=\"roles\"} NaN"));
  }

  @Test
  void aSiteThatNothingWasEverMirroredIntoIsNotPromoted() {
    plan("failover")
        .then()
        .body("canBegin", is(false))
        .body("refusals", hasItem(containsString("has never been a standby")));
    plan("settle").then().body("refusals", equalTo(List.of()));
  }

  /** The other site's checkpoint says that it is mirrored from here. */
  @Test
  void thePrimaryByOriginIsNotPromoted() {
    try (IndependentClient source = source();
        GrpcEtcd target = FailoverEtcds.connect("target", FailoverEtcds.target())) {
      source.put(
          KEYS.checkpoint(),
          Checkpoint.first(Checkpoint.SourceId.of(target.status()), 1, Instant.EPOCH, "rules")
              .toJson());
      source.put(
          KEYS.term(), TermRecord.none().next("sync-0", Instant.EPOCH, "leader changed").toJson());
    }

    plan("switchover")
        .then()
        .body("expectedPrimary", is("b"))
        .body("canBegin", is(false))
        .body("refusals", hasItem(containsString("this site (b) is the primary")));
  }

  @Test
  void theSideInTheLowerTermBeginsNothingThatMakesAPrimary() {
    takeOver();

    await().atMost(PATIENCE).untilAsserted(() -> role().then().body("verdict", is("split-brain")));
    role()
        .then()
        .body("forbids", containsString("run a reprotect at the other site"))
        .body("thereRole", is("primary"))
        .body("thereTerm", is(4));
    given()
        .get("/q/metrics")
        .then()
        .body(containsString("understudy_split_brain{link=\"roles\"} 1.0"))
        .body(containsString("understudy_role_agrees{link=\"roles\"} 0.0"));

    Response plan = plan("switchover");
    plan.then()
        .body("canBegin", is(false))
        .body("refusals", hasItem(containsString("both sites claim to be the primary")));
    given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + FailoverEtcds.TOKEN)
        .body(
            Map.of(
                "verb",
                "switchover",
                "planHash",
                plan.path("planHash"),
                "expectedPrimary",
                "a",
                "term",
                0,
                "comment",
                "all the same"))
        .post("/api/v1/operations")
        .then()
        .statusCode(409)
        .body("detail", containsString("both sites claim to be the primary"));
    plan("settle").then().body("refusals", equalTo(List.of()));
  }

  /** As if the other site had been promoted while it was mirrored from this one. */
  private static void takeOver() {
    long here;
    try (GrpcEtcd target = FailoverEtcds.connect("target", FailoverEtcds.target())) {
      here = target.status().clusterId();
    }
    TermRecord promoted =
        new TermRecord(
            TermRecord.Role.PROMOTED,
            4,
            "operator",
            Instant.EPOCH,
            "failover",
            null,
            new TermRecord.Claim(here, 90, 300, Checkpoint.Phase.TAIL, false, null));
    try (IndependentClient source = source()) {
      source.put(KEYS.term(), promoted.toJson());
    }
  }

  private static IndependentClient source() {
    return new IndependentClient(List.of(FailoverEtcds.source()));
  }

  private static Response role() {
    return given().get("/api/v1/role");
  }

  private static Response plan(String verb) {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + FailoverEtcds.TOKEN)
        .body(Map.of("verb", verb))
        .post("/api/v1/plans");
  }
}
