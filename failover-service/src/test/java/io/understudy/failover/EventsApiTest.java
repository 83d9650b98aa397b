package io.understudy.failover;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-sent events of an operation that waits, and of one that a follower knows already. */
@QuarkusTest
@WithTestResource(FailoverEtcds.class)
class EventsApiTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SECONDS_MAX = 300;

  @TestHTTPResource("/api/v1/operations/")
  URI operations;

  @Test
  @Timeout(value = SECONDS_MAX, unit = TimeUnit.SECONDS)
  void whoComesAgainIsToldWhatIsNewAndInBetweenThatItIsStillThere() throws Exception {
    String id = begin();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> operation(id).then().body("waitsFor.step", is("ask")));
    int known = operation(id).path("entries");

    try (Stream<String> events = events(id, known)) {
      Iterator<String> lines = events.filter(line -> !line.isEmpty()).iterator();
      assertThat(lines.next()).as("nothing new").startsWith(":");
      assertThat(lines.next()).as("still nothing new").startsWith(":");

      asked()
          .urlEncodingEnabled(false)
          .body(Map.of())
          .post(path(id) + ":approve")
          .then()
          .statusCode(200);
      List<String> rest = new ArrayList<>();
      lines.forEachRemaining(rest::add);
      assertThat(rest).as("the stream ends with the operation").contains("event:operation");
      assertThat(rest)
          .filteredOn(line -> line.startsWith("id:"))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(Integer.parseInt(line.substring(3))).isGreaterThan(known));
      assertThat(rest)
          .filteredOn(line -> line.startsWith("data:"))
          .last()
          .asString()
          .contains("\"state\":\"succeeded\"");
    }
  }

  private Stream<String> events(String id, int lastEventId) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(operations.resolve(id + "/events"))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Integer.toString(lastEventId))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofLines()).body();
  }

  private static String begin() {
    Response plan = asked().body(Map.of("verb", "settle")).post("/api/v1/plans");
    Map<String, Object> body =
        Map.of(
            "verb",
            "settle",
            "planHash",
            plan.path("planHash"),
            "expectedPrimary",
            "a",
            "term",
            0,
            "comment",
            "follow it");
    Response answer = asked().body(body).post("/api/v1/operations");
    answer.then().statusCode(202);
    return answer.path("id");
  }

  private static String path(String id) {
    return "/api/v1/operations/" + id;
  }

  private static Response operation(String id) {
    return given().get(path(id));
  }

  private static RequestSpecification asked() {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + FailoverEtcds.TOKEN);
  }
}
