package io.understudy.failover;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunRequest;
import io.understudy.core.failover.Verb;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.run.RunDesk;
import io.understudy.failover.settings.FailoverSettings;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-sent events of an operation that waits, and of one that a follower knows already. */
@QuarkusTest
@WithTestResource(FailoverEtcds.class)
class EventsApiTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SECONDS_MAX = 300;

  /** Makes each event so long that some dozens of them fill what is between two processes. */
  private static final String COMMENT = "c".repeat(100_000);

  private static final Event NOTED = new Event.Noted("ask", "note", "of a test");
  private static final int LITTLE_ROOM = 2048;
  private static final String ACCEPTED = "HTTP/1.1 200 OK";

  @TestHTTPResource("/api/v1/operations/")
  URI operations;

  @Inject FailoverSettings settings;

  @Inject RunBook book;

  @Inject RunDesk desk;

  @AfterEach
  void nothingGoesOn() {
    book.current()
        .ifPresent(
            id -> {
              cancel(id);
              awaitEnd(id);
            });
  }

  /** An operation that waits for an approval, all of which is on record. */
  private static String begunAndAsking() {
    String id = begin();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                operation(id)
                    .then()
                    .body("waitsFor.step", is("ask"))
                    .body("entries", greaterThan(1)));
    return id;
  }

  @Test
  @Timeout(value = SECONDS_MAX, unit = TimeUnit.SECONDS)
  void whoComesAgainIsToldWhatIsNewAndInBetweenThatItIsStillThere() throws Exception {
    String id = begunAndAsking();
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

  @Test
  @Timeout(value = SECONDS_MAX, unit = TimeUnit.SECONDS)
  void whoKnowsTheEndIsNotFollowedAnyMore() throws Exception {
    String id = begunAndAsking();
    cancel(id);
    awaitEnd(id);
    int end = operation(id).path("entries");

    assertThat(answer(id, end).statusCode()).isEqualTo(204);
    HttpResponse<Stream<String>> behind = answer(id, end - 1);
    assertThat(behind.statusCode()).isEqualTo(200);
    assertThat(behind.body()).contains("id:" + end);
  }

  @Test
  void aProbeByHeadFollowsNothing() {
    String id = begunAndAsking();

    given().head(path(id) + "/events").then().statusCode(405).header("Allow", is("GET"));
  }

  @Test
  @Timeout(value = SECONDS_MAX, unit = TimeUnit.SECONDS)
  void noMoreFollowAtOnceThanAreAllowed() throws Exception {
    String id = begunAndAsking();
    List<Stream<String>> followers = new ArrayList<>();
    for (int i = 0; i < settings.eventsMaxFollowers(); i++) {
      followers.add(events(id, 0));
    }

    HttpResponse<Stream<String>> over = answer(id, 0);
    assertThat(over.statusCode()).isEqualTo(503);
    assertThat(over.headers().firstValue("Retry-After")).isPresent();
    assertThat(over.body().toList().toString()).contains("understudy.run.events-max-followers");

    cancel(id);
    // Each ends with the operation, so others may follow.
    followers.forEach(lines -> assertThat(lines.toList()).isNotEmpty());
    await().atMost(PATIENCE).until(() -> answer(id, 0).statusCode() == 200);
  }

  /** What is not taken fills every buffer between; then it has its time, and no more. */
  @Test
  @Timeout(value = SECONDS_MAX, unit = TimeUnit.SECONDS)
  void whoReadsNoEventIsCutOffAndMakesRoomForOthers() throws Exception {
    String id = begunWithALongComment();
    List<Socket> followers = new ArrayList<>();
    AtomicReference<RunBook.Kept> kept = new AtomicReference<>(book.load(id).orElseThrow());
    try {
      for (int i = 0; i < settings.eventsMaxFollowers(); i++) {
        followers.add(followerWhoReadsNoEvent(id));
      }

      await("all are cut off")
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(EtcdException.class)
          .until(
              () -> {
                kept.set(book.append(kept.get(), state -> Optional.of(NOTED)));
                return followers.stream().allMatch(EventsApiTest::isGone);
              });
    } finally {
      for (Socket follower : followers) {
        follower.close();
      }
    }
    // Those who tried in vain are gone by the next time.
    await("as many others may follow")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> mayAllFollow(id));
  }

  /** Once the one before has made room. As if an operator could write such a comment. */
  private String begunWithALongComment() {
    RunDesk.Answer answer =
        await()
            .atMost(PATIENCE)
            .until(this::beginTalking, RunDesk.Answer.Accepted.class::isInstance);
    return ((RunDesk.Answer.Accepted) answer).id();
  }

  private RunDesk.Answer beginTalking() {
    Response plan = asked().body(Map.of("verb", "settle")).post("/api/v1/plans");
    RunRequest request =
        new RunRequest(
            Verb.SETTLE,
            plan.path("planHash"),
            "a",
            0,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            "a test",
            COMMENT);
    return desk.begin(request, Optional.empty());
  }

  private Socket followerWhoReadsNoEvent(String id) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setReceiveBufferSize(LITTLE_ROOM);
    socket.connect(new InetSocketAddress(operations.getHost(), operations.getPort()));
    String path = operations.resolve(id + "/events").getPath();
    say(socket, "GET " + path + " HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
    assertThat(socket.getInputStream().readNBytes(ACCEPTED.length()))
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo(ACCEPTED);
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Line ends before a further request mean nothing. */
  private static boolean isGone(Socket socket) {
    try {
      say(socket, "\r\n");
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private boolean mayAllFollow(String id) throws Exception {
    List<HttpResponse<Stream<String>>> answers = new ArrayList<>();
    for (int i = 0; i < settings.eventsMaxFollowers(); i++) {
      answers.add(answer(id, 0));
    }
    answers.forEach(answer -> answer.body().close());
    return answers.stream().allMatch(answer -> answer.statusCode() == 200);
  }

  private static void cancel(String id) {
    asked()
        .urlEncodingEnabled(false)
        .body(Map.of())
        .post(path(id) + ":cancel")
        .then()
        .statusCode(200);
  }

  private static void awaitEnd(String id) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> operation(id).then().body("state", is("cancelled")));
  }

  private Stream<String> events(String id, int lastEventId) throws Exception {
    HttpResponse<Stream<String>> answer = answer(id, lastEventId);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<Stream<String>> answer(String id, int lastEventId) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(operations.resolve(id + "/events"))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Integer.toString(lastEventId))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
  }

  /** Once the one before has made room. */
  private static String begin() {
    return await().atMost(PATIENCE).until(EventsApiTest::begun, Objects::nonNull);
  }

  private static String begun() {
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
    assertThat(answer.statusCode()).isIn(202, 409);
    return answer.statusCode() == 202 ? answer.path("id") : null;
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
