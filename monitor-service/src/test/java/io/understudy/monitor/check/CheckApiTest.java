package io.understudy.monitor.check;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /check} between two etcds that are alike but for what a test changes. */
@QuarkusTest
@WithTestResource(MirroredEtcds.class)
class CheckApiTest {

  MirroredEtcds etcds;

  private Bytes kept;

  @BeforeEach
  void mirror() {
    for (String name : new String[] {"kept", "lost", "changed", "added"}) {
      etcds.source().delete(MirroredEtcds.key(name));
      etcds.target().delete(MirroredEtcds.key(name));
      etcds.target().delete(MirroredEtcds.KEYS.parked(MirroredEtcds.key(name)));
    }
    kept = etcds.both("kept", "a");
    etcds.both("lost", "a");
    etcds.both("changed", "a");
    etcds.claim(Checkpoint.Phase.TAIL);
  }

  private void damage() {
    etcds.target().delete(MirroredEtcds.key("lost"));
    etcds
        .target()
        .put(MirroredEtcds.key("changed"), MirroredEtcds.value("changed", "secret thing"));
    etcds.target().put(MirroredEtcds.key("added"), MirroredEtcds.value("added", "a"));
  }

  @Test
  void whatIsEqualIsCalledSo() {
    String text =
        when().get("/check").then().statusCode(200).contentType("text/plain").extract().asString();

    assertThat(text)
        .startsWith("LOCAL ETCD and REMOTE ETCD are consistent.\n")
        .contains("REMOTE ETCD keys: 3\n", "LOCAL ETCD keys: 3\n", "Compared: remote revision ")
        .doesNotContain("missed keys");
  }

  @Test
  void itIsToldAsJsonToWhoWantsThat() {
    given()
        .accept("application/json")
        .get("/check")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("consistent", equalTo(true))
        .body("localMissedKeys", empty())
        .body("localSurplusKeys", empty())
        .body("localDifferentKeys", empty())
        .body("remoteKeys", equalTo(3))
        .body("localKeys", equalTo(3))
        .body("watermark", equalTo((int) etcds.source().revision()))
        .body("checkedAt", notNullValue());
  }

  @Test
  void whatDiffersIsListedByItsLabelsWithAdviceAndNoValue() {
    damage();

    String text = when().get("/check").then().statusCode(409).extract().asString();

    assertThat(text)
        .startsWith("LOCAL ETCD and REMOTE ETCD are NOT consistent.\n")
        .contains("LOCAL ETCD missed keys: 1\n" + MirroredEtcds.key("lost") + "\n-> ")
        .contains("LOCAL ETCD surplus keys: 1\n" + MirroredEtcds.key("added") + "\n-> ")
        .contains("LOCAL ETCD different keys: 1\n" + MirroredEtcds.key("changed") + "\n-> ")
        .contains("Likeliest causes:\n", "x written-on-standby, configmaps in team\n")
        .doesNotContain(kept.utf8())
        .doesNotContain("secret thing");
  }

  @Test
  void whatDiffersIsListedInTheJsonToo() {
    damage();
    etcds
        .target()
        .put(
            MirroredEtcds.KEYS.parked(MirroredEtcds.key("kept")), MirroredEtcds.value("kept", "a"));

    given()
        .accept("application/json")
        .get("/check")
        .then()
        .statusCode(409)
        .body("consistent", equalTo(false))
        .body("localMissedKeys", contains(MirroredEtcds.key("lost").utf8()))
        .body(
            "localSurplusKeys",
            contains(MirroredEtcds.key("added").utf8(), MirroredEtcds.key("kept").utf8()))
        .body("localDifferentKeys", contains(MirroredEtcds.key("changed").utf8()))
        .body("explained.find { it.key.endsWith('/changed') }.cause", equalTo("written-on-standby"))
        .body("causes.count.sum()", equalTo(4))
        .body("notLookedFor", equalTo(0))
        .body("parked", contains(MirroredEtcds.key("kept").utf8()));
  }

  @Test
  void whoWroteItOnTheStandbyIsToldFromItsManagedFields() {
    String before = MirroredEtcds.value("changed", "secret thing").utf8();
    String manager =
        "\"managedFields\":[{\"manager\":\"kubectl-edit\",\"operation\":\"Update\","
            + "\"time\":\"2026-01-02T03:04:05Z\"}],\"uid\"";
    long revision =
        etcds
            .target()
            .put(MirroredEtcds.key("changed"), Bytes.utf8(before.replaceFirst("\"uid\"", manager)));

    given()
        .accept("application/json")
        .get("/check")
        .then()
        .statusCode(409)
        .body(
            "explained[0].why",
            equalTo(
                "written on the standby at revision "
                    + revision
                    + " by field manager 'kubectl-edit' (Update) at 2026-01-02T03:04:05Z, not by"
                    + " the mirror"))
        .body("causes[0].cause", equalTo("written-on-standby"))
        .body("causes[0].resource", equalTo("configmaps"))
        .body("causes[0].namespace", equalTo("team"))
        .body("causes[0].count", equalTo(1))
        .body("causes[0].example", equalTo(MirroredEtcds.key("changed").utf8()));
  }

  @Test
  void everyCallSeesWhatWasThereWhenItBegan() {
    when().get("/check").then().statusCode(200);
    damage();
    when().get("/check").then().statusCode(409);
    etcds.target().put(MirroredEtcds.key("lost"), MirroredEtcds.value("lost", "a"));
    etcds.target().put(MirroredEtcds.key("changed"), MirroredEtcds.value("changed", "a"));
    etcds.target().delete(MirroredEtcds.key("added"));
    when().get("/check").then().statusCode(200);
  }

  @Test
  void allIsReadAgainForWhoAsksForIt() {
    when().get("/check").then().statusCode(200);

    when().get("/check?full=true").then().statusCode(200).body(containsString("every value read"));
  }

  @Test
  void aQueryThatMakesNoSenseIsRefused() {
    when()
        .get("/check?values=perhaps")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString("'values' is 'perhaps'; write true or false"));
  }

  @Test
  void whileACopyGoesOnItCannotTell() {
    etcds.claim(Checkpoint.Phase.COPY);

    when()
        .get("/check")
        .then()
        .statusCode(503)
        .contentType("application/problem+json")
        .header("Retry-After", notNullValue())
        .body("detail", containsString("a first copy goes on"));
  }

  @Test
  void withoutACheckpointItCannotTell() {
    etcds.target().delete(MirroredEtcds.KEYS.checkpoint());

    given()
        .accept("application/json")
        .get("/check")
        .then()
        .statusCode(503)
        .contentType("application/problem+json")
        .body("detail", containsString("no checkpoint"));
  }

  @Test
  void aProbeByHeadStartsNothing() {
    when().head("/check").then().statusCode(405).header("Allow", equalTo("GET"));
  }

  @Test
  void whatRulesLeaveOutIsNoSurplusAlsoWhereItIsTheSameOnBothSides() {
    Bytes range = Bytes.utf8("/registry/ranges/servicenodeports");
    Bytes value = Bytes.utf8("k8s-range-without-a-uid");
    etcds.source().put(range, value);
    etcds.target().put(range, value);
    etcds.claim(Checkpoint.Phase.TAIL);
    try {
      when().get("/check?full=true").then().statusCode(200);
    } finally {
      etcds.source().delete(range);
      etcds.target().delete(range);
    }
  }

  @Test
  void theApiDescribesIt() {
    when()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/check'.get.responses.'409'", notNullValue());
  }

  @Test
  void whatACallFoundIsKept() {
    damage();

    when().get("/check").then().statusCode(409);

    when()
        .get("/api/v1/checks")
        .then()
        .statusCode(200)
        .body(
            "checks.findAll { it.trigger == 'call' && it.counts.missed == 1"
                + " && it.counts.surplus == 1 && it.counts.different == 1 }.result",
            hasItem("inconsistent"));
  }
}
