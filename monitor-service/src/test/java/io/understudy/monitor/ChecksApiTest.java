package io.understudy.monitor;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import io.understudy.core.check.CheckDesk;
import io.understudy.core.control.CheckListsBuilder;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.monitor.routine.Records;
import io.understudy.monitor.settings.MonitorSettings;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept results and requests over REST, where nothing has been mirrored yet. */
@QuarkusTest
@TestProfile(ChecksApiTest.ALinkOfItsOwn.class)
@WithTestResource(WrittenEtcds.class)
class ChecksApiTest {

  private static final String PROBLEM = "application/problem+json";

  @Inject MonitorSettings settings;
  @Inject Ends ends;

  public static class ALinkOfItsOwn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("understudy.link", "asked");
    }
  }

  private static RequestSpecification withToken() {
    return given()
        .header("Authorization", "Bearer " + TwoEtcds.TOKEN)
        .contentType("application/json");
  }

  private CheckRecord kept() {
    CheckListsBuilder lists = new CheckListsBuilder(16_384);
    lists.missed(Bytes.utf8("/registry/pods/a/m"));
    lists.surplus(Bytes.utf8("/registry/pods/a/s"), 5);
    return new CheckDesk(ends.target(), settings.link().keys(), InstantSource.system())
        .keep(Records.inconsistent(new Counts(1, 1, 0, 0, 0, 0, 0, 0), lists.build(List.of())));
  }

  @Test
  void aCheckThatIsAskedForIsRunAndSaysHowItStands() {
    String location =
        withToken()
            .body("{\"values\": false}")
            .post("/api/v1/checks")
            .then()
            .statusCode(202)
            .body("state", equalTo("requested"))
            .extract()
            .header("Location");
    String id = location.substring(location.lastIndexOf('/') + 1);

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> "done".equals(when().get("/api/v1/checks/" + id).path("state")));

    when()
        .get("/api/v1/checks/" + id)
        .then()
        .statusCode(200)
        .body("result", equalTo("failed"))
        .body("trigger", equalTo("request"))
        .body("keysOnly", equalTo(true))
        .body("error", containsString("checkpoint"));
    when().get("/api/v1/checks").then().body("checks.id", hasItem(id));
  }

  @Test
  void aKeptResultIsShownWithItsKeysAndListedWithoutThem() {
    CheckRecord check = kept();

    when()
        .get("/api/v1/checks/" + check.id())
        .then()
        .statusCode(200)
        .body("state", equalTo("done"))
        .body("result", equalTo("inconsistent"))
        .body("missed", hasItems("/registry/pods/a/m"))
        .body("surplus[0].key", equalTo("/registry/pods/a/s"))
        .body("surplus[0].revision", equalTo(5))
        .body("surplusDigest", equalTo(check.lists().surplusDigest()))
        .body("counts.missed", equalTo(1))
        .body("counts.'status-only'", equalTo(0));
    when()
        .get("/api/v1/checks?limit=1")
        .then()
        .statusCode(200)
        .body("checks", hasSize(1))
        .body("checks[0].counts.missed", equalTo(1))
        .body("checks[0].missed", nullValue());
  }

  @Test
  void theListGoesOnAfterAnId() {
    CheckRecord older = kept();
    CheckRecord newer = kept();

    when()
        .get("/api/v1/checks?limit=200&before=" + newer.id())
        .then()
        .statusCode(200)
        .body("checks.id", hasItem(older.id()))
        .body("checks.id", not(hasItem(newer.id())));
  }

  @Test
  void aDamagedResultIsNamedAndHidesNoOther() {
    CheckRecord good = kept();
    ends.target()
        .txn(
            new Txn(
                List.of(), List.of(Txn.put(settings.link().keys().check("9"), Bytes.utf8("{}")))))
        .await();

    when()
        .get("/api/v1/checks?limit=200")
        .then()
        .statusCode(200)
        .body("checks.id", hasItem(good.id()))
        .body("unreadable", hasItem("9"));
    when().get("/api/v1/checks/9").then().statusCode(409).contentType(PROBLEM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "nothing", "12345678901234567890", "-1"})
  void anUnknownIdIsNotFound(String id) {
    when()
        .get("/api/v1/checks/" + id)
        .then()
        .statusCode(404)
        .contentType(PROBLEM)
        .body("detail", containsString("GET /api/v1/checks"));
    withToken()
        .post("/api/v1/checks/" + id + "/repair")
        .then()
        .statusCode(404)
        .contentType(PROBLEM);
    when().get("/api/v1/checks/1/repair/x" + id).then().statusCode(404).contentType(PROBLEM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "before=x", "limit=99999999999"})
  void aBadQueryIsRefused(String query) {
    when().get("/api/v1/checks?" + query).then().statusCode(400).contentType(PROBLEM);
  }

  @Test
  void malformedBodiesAreRefused() {
    withToken()
        .body("{\"values\":")
        .post("/api/v1/checks")
        .then()
        .statusCode(400)
        .contentType(PROBLEM)
        .body("detail", containsString("not JSON"));
    withToken()
        .body("{\"surplus\": \"delete\"}")
        .post("/api/v1/checks/" + kept().id() + "/repair")
        .then()
        .statusCode(400)
        .contentType(PROBLEM);
  }

  @Test
  void whoHasNoTokenChangesNothing() {
    int before = when().get("/api/v1/checks?limit=200").path("checks.size()");

    given().post("/api/v1/checks").then().statusCode(401).contentType(PROBLEM);
    given()
        .header("Authorization", "Bearer wrong")
        .post("/api/v1/checks/1/repair")
        .then()
        .statusCode(401);

    int after = when().get("/api/v1/checks?limit=200").path("checks.size()");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void anotherDigestConfirmsNothing() {
    withToken()
        .body("{\"surplus\": \"delete\", \"confirm\": \"" + "0".repeat(64) + "\"}")
        .post("/api/v1/checks/" + kept().id() + "/repair")
        .then()
        .statusCode(409)
        .contentType(PROBLEM)
        .body("title", equalTo("Another digest"));
  }

  @Test
  void withoutASyncServiceNothingIsRepairedAndTheReasonTold() {
    withToken()
        .post("/api/v1/checks/" + kept().id() + "/repair")
        .then()
        .statusCode(409)
        .contentType(PROBLEM)
        .body("detail", containsString("understudy.sync.url"));
  }
}
