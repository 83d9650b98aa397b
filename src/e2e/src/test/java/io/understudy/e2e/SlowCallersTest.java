package io.understudy.e2e;

import static io.understudy.e2e.RawCalls.CLOSE;
import static io.understudy.e2e.RawCalls.JSON;
import static io.understudy.e2e.RawCalls.TOKEN;
import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three services under callers who are slow, or send too much. */
class SlowCallersTest {

  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String PROBLEM = "application/problem+json";
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final int OK = 200;
  private static final int BAD = 400;
  private static final int TOO_LARGE = 413;
  private static final int HEADERS_TOO_LARGE = 431;

  @TempDir private static Path directory;

  private static CallersTrio trio;

  @BeforeAll
  static void start() throws IOException {
    trio = new CallersTrio(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    if (trio != null) {
      trio.close();
      assertThat(trio.told()).isEmpty();
    }
  }

  /** Who says nothing at all holds a connection, too. */
  @Test
  void whoSendsAHeadOrABodyDropByDropOrSaysNothingIsCutOff() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      String post = "POST " + pathWithBody(service) + CLOSE + TOKEN;
      try (SlowHttp callers = new SlowHttp(service)) {
        callers.begin(post + "Content-Length: 100000\r\n\r\n{", " ");
        callers.begin(post + CHUNKED + "\r\n186a0\r\n{", " ");
        callers.begin("GET /healthz HTTP/1.1\r\nSlow: ", "a");
        callers.begin(
            "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nSlow: ", "a");
        callers.begin("", "");

        await("all are cut off")
            .atMost(PATIENCE)
            .pollInterval(EVERY)
            .until(callers::left, List::isEmpty);
      }
      assertThat(Files.readString(service.log()))
          .contains("sends nothing or too little and was cut off");
      RawCalls.assertAnswers(service);
    }
  }

  /** They do not ask for the connection to be closed, and are answered all the same. */
  @Test
  void whoAsksNothingMoreIsCutOff() throws IOException {
    List<RawHttp> callers = new ArrayList<>();
    try {
      for (ServiceProcess service : trio.processes()) {
        RawHttp caller = RawHttp.to(service);
        callers.add(caller);
        caller.send("GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      for (RawHttp caller : callers) {
        assertThat(caller.answer().status()).isEqualTo(OK);
      }
    } finally {
      for (RawHttp caller : callers) {
        caller.close();
      }
    }
  }

  private static String pathWithBody(ServiceProcess service) {
    if (service == trio.services().sync()) {
      return "/api/v1/repair";
    }
    return service == trio.services().monitor() ? "/api/v1/checks" : "/api/v1/plans";
  }

  /** So many answers fill every buffer between. */
  @Test
  void whoNeverReadsIsCutOff() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      try (RawHttp caller = RawHttp.slowTo(service)) {
        String request = "GET /q/openapi HTTP/1.1\r\nHost: a\r\n\r\n";
        caller.send(request.repeat(2_000));
        RawCalls.assertAnswers(service);

        await()
            .atMost(PATIENCE)
            .pollInterval(EVERY)
            .until(() -> caller.isGoneAfter(request, false));
      }
      assertThat(Files.readString(service.log()))
          .contains("takes nothing or too little and was cut off");
      RawCalls.assertAnswers(service);
    }
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItComes() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      RawHttp.Answer body =
          RawCalls.ask(
              service, "POST /api/v1/plans" + CLOSE + TOKEN + "Content-Length: 3000000\r\n\r\n");
      RawHttp.Answer header =
          RawCalls.ask(
              service, "GET /healthz" + CLOSE + "X-Long: " + "a".repeat(40_000) + "\r\n\r\n");

      assertThat(body.status()).isEqualTo(TOO_LARGE);
      assertThat(body.type()).isEqualTo(PROBLEM);
      assertThat(body.body()).contains("2097152 bytes", "understudy.http.max-body-bytes");
      assertThat(header.status()).as(header.head()).isEqualTo(HEADERS_TOO_LARGE);
      RawCalls.assertAnswers(service);
    }
  }

  /** How long it is shows only as it comes; the answer has no body then. */
  @Test
  void whatTurnsOutTooLargeIsRefusedAsItComes() throws IOException {
    String body = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").repeat(33);
    for (ServiceProcess service : trio.processes()) {
      String request = "POST " + pathWithBody(service) + CLOSE + TOKEN + JSON + CHUNKED + "\r\n";
      try (RawHttp caller = RawHttp.to(service)) {
        boolean isSent = caller.sendsAll((request + body).getBytes(StandardCharsets.UTF_8));
        RawHttp.Answer answer = caller.answer();

        if (isSent || answer.status() != 0) {
          assertThat(answer.status()).as(answer.head()).isEqualTo(TOO_LARGE);
        }
      }
      RawCalls.assertAnswers(service);
    }
  }

  /** Who reads it otherwise than a proxy before it would take a part of it for another request. */
  @Test
  void aLengthThatCanBeReadInTwoWaysIsRefused() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      for (String lengths :
          List.of("Content-Length: 2\r\nContent-Length: 4", "Content-Length: -1")) {
        RawHttp.Answer answer =
            RawCalls.ask(service, "POST /api/v1/plans" + CLOSE + TOKEN + lengths + "\r\n\r\n{}{}");

        assertThat(answer.status()).as(lengths).isEqualTo(BAD);
      }
      RawCalls.assertAnswers(service);
    }
  }
}
