package io.understudy.monitor.dashboard;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page asks of the other services goes through this one, and nothing else does. */
@QuarkusTest
@TestProfile(PassedOnCallsTest.BetweenServices.class)
@WithTestResource(FakeServices.class)
class PassedOnCallsTest {

  private static final String BASE = "/api/v1/failover-service";
  private static final String TOKEN = "Bearer the caller's own";
  private static final Duration BOUND = Duration.ofSeconds(120);

  /** Nothing listens on port 1. */
  public static class BetweenServices implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "understudy.source.endpoints", "http://127.0.0.1:1",
          "understudy.target.endpoints", "http://127.0.0.1:1",
          "understudy.call.timeout-ms", "300",
          "understudy.monitor.check-interval", "0");
    }
  }

  @BeforeEach
  void forget() {
    FakeServices.CALLS.clear();
    FakeServices.NEXT_EVENT.drainPermits();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/failover-service/role, /api/v1/role",
    "/api/v1/failover-service/operations, /api/v1/operations",
    "/api/v1/failover-service/operations/b1-2, /api/v1/operations/b1-2",
    "/api/v1/sync-service/drift, /api/v1/drift"
  })
  void whatIsReadIsHandedOnAndNobodysTokenGoesWithIt(String here, String there) {
    given()
        .header("Authorization", TOKEN)
        .get(here)
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body("read", equalTo(there));

    assertThat(FakeServices.calls(there))
        .singleElement()
        .extracting("token")
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "/plans, /api/v1/plans, 200",
    "/operations, /api/v1/operations, 202",
    "/operations/b1/pause, /api/v1/operations/b1:pause, 200",
    "/operations/b1/ignore, /api/v1/operations/b1:ignore, 409"
  })
  void whatNeedsARightGoesWithTheCallersOwnToken(String here, String there, int status) {
    ValidatableResponse answer =
        json(given().header("Authorization", TOKEN).header("Idempotency-Key", "once"))
            .body("{\"verb\":\"drill\"}")
            .post(BASE + here)
            .then()
            .statusCode(status);

    if (status == 409) {
      answer
          .contentType("application/problem+json")
          .header("Retry-After", "7")
          .body("title", equalTo("That cannot be said now"));
    }
    assertThat(FakeServices.calls(there))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.token()).contains(TOKEN);
              assertThat(call.body()).isEqualTo("{\"verb\":\"drill\"}");
              assertThat(call.key().isPresent()).isEqualTo(here.equals("/operations"));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/plans", "/operations", "/operations/b1/cancel"})
  void whoNamesNobodyChangesNothing(String path) {
    json(given()).body("{}").post(BASE + path).then().statusCode(401);
    json(given().header("Authorization", "Basic dXNlcjp3b3Jk"))
        .body("{}")
        .post(BASE + path)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("detail", containsString("Bearer"));

    assertThat(posts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/orphans/export",
        "/operations/b1/explode",
        "/operations/b1",
        "/operations/..%2F..%2Fq",
        "/plans/more",
        "/role"
      })
  void noOtherCallIsPassedOn(String path) {
    json(given().header("Authorization", TOKEN).urlEncodingEnabled(false))
        .body("{}")
        .post(BASE + path)
        .then()
        .statusCode(oneOf(401, 403, 404, 405));
    assertThat(posts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/orphans/all", "/runbook", "/operations/..%2F..%2Fq", "/plans"})
  void nothingElseIsReadThere(String path) {
    given().urlEncodingEnabled(false).get(BASE + path).then().statusCode(oneOf(404, 405));
    given()
        .header("Authorization", TOKEN)
        .delete(BASE + "/operations/b1")
        .then()
        .statusCode(oneOf(401, 403, 405));
    assertThat(FakeServices.CALLS).noneMatch(call -> !call.path().equals("/api/v1/status"));
  }

  @ParameterizedTest
  @CsvSource({
    FakeServices.LARGE + ", 502, answer-max-bytes",
    FakeServices.REDIRECTS + ", 502, status 302",
    FakeServices.NO_JSON + ", 502, something else than JSON",
    FakeServices.HANGS_UP + ", 503, see whether it runs",
    FakeServices.SILENT + ", 504, 5000 ms"
  })
  void anAnswerThatIsNoneIsAProblem(String id, int status, String says) {
    when()
        .get(BASE + "/operations/" + id)
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("title", containsString("failover-service"))
        .body("detail", containsString(says));
  }

  @Test
  void aLargeBodyIsNotPassedOn() {
    String large = "{\"comment\":\"" + "x".repeat(FakeServices.REQUEST_MAX_BYTES) + "\"}";
    json(given().header("Authorization", TOKEN))
        .body(large)
        .post(BASE + "/operations")
        .then()
        .statusCode(413);
    assertThat(posts()).isEmpty();
  }

  @Test
  void whatThePageIsMadeOfIsServedHere() {
    when().get("/_static/htm/3.1.1/preact/standalone.module.js").then().statusCode(200);
    when().get("/webjars/uplot/1.6.30/dist/uPlot.esm.js").then().statusCode(200);
  }

  @Test
  void theLagIsRemembered() {
    await()
        .atMost(BOUND)
        .untilAsserted(
            () ->
                when()
                    .get("/api/v1/lag")
                    .then()
                    .statusCode(200)
                    .body("everySeconds", equalTo(1))
                    .body("spanHours", equalTo(6))
                    .body("since", not(equalTo(null)))
                    .body("lagSeconds", hasItem(1.5f))
                    .body("lagRevisions", hasItem(3))
                    .body("at.size()", org.hamcrest.Matchers.greaterThan(1)));
  }

  @Test
  void aProbeByHeadFollowsNothing() {
    int streams = FakeServices.STREAMS.get();

    given()
        .head(BASE + "/operations/b1/events")
        .then()
        .statusCode(405)
        .header("Allow", equalTo("GET"));

    // One of a test before may end meanwhile.
    assertThat(FakeServices.STREAMS).hasValueLessThanOrEqualTo(streams);
  }

  @Test
  void eventsComeAsTheyHappenAndAreBoundedInNumber() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> first = follow(http, "b1", "");
      HttpResponse<InputStream> second = follow(http, "b2", "");
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(second.statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> FakeServices.STREAMS.get() == 2);
      HttpResponse<InputStream> third = follow(http, "b3", "");
      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(third.headers().firstValue("Retry-After")).contains("5");

      FakeServices.NEXT_EVENT.release(2);
      try (BufferedReader lines = lines(first)) {
        assertThat(untilData(lines)).contains("id:1", "event:operation", "data:{\"entries\":1}");
      }
      second.body().close();
      // Who has gone is found out as the next event is written.
      FakeServices.NEXT_EVENT.release(100);
      await().atMost(BOUND).until(() -> FakeServices.STREAMS.get() == 0);
      await()
          .atMost(BOUND)
          .until(
              () -> {
                HttpResponse<InputStream> again = follow(http, "b4", "");
                try (InputStream body = again.body()) {
                  return again.statusCode() == 200 && body.readAllBytes().length > 0;
                }
              });
    }
  }

  @Test
  void theEndOfAStreamAndItsRefusalAreHandedOn() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(follow(http, "b1", "9").statusCode()).isEqualTo(204);
      assertThat(follow(http, FakeServices.UNKNOWN, "").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<InputStream> follow(HttpClient http, String id, String last)
      throws IOException, InterruptedException {
    URI uri =
        URI.create("http://localhost:" + RestAssured.port + BASE + "/operations/" + id + "/events");
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private static BufferedReader lines(HttpResponse<InputStream> answer) {
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static List<String> untilData(BufferedReader lines) throws IOException {
    List<String> read = new java.util.ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      read.add(line.replace(": ", ":"));
      if (line.startsWith("data:")) {
        return read;
      }
    }
    return read;
  }

  private static List<FakeServices.Call> posts() {
    return FakeServices.CALLS.stream().filter(call -> call.method().equals("POST")).toList();
  }

  private static RequestSpecification json(RequestSpecification request) {
    return request.contentType("application/json");
  }
}
