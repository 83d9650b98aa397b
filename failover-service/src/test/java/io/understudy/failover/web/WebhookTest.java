package io.understudy.failover.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTest {

  private static final String SECRET = "a long shared secret";
  private static Vertx vertx;

  @TempDir Path directory;
  private Path secretFile;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @BeforeEach
  void writeSecret() throws Exception {
    secretFile = Files.writeString(directory.resolve("secret"), SECRET + "\n");
  }

  private static WebhookKind kind() {
    WebCalls web = new WebCalls(vertx);
    return new WebhookKind(web, new WebhookCall(web, "global", "standby"));
  }

  private String with(WebServer server, String more) {
    return "{url: 'http://127.0.0.1:"
        + server.port()
        + "/hook', secret-file: "
        + secretFile
        + ", first-pause-ms: 10"
        + more
        + "}";
  }

  private static Evidence run(String with, StepContext step) throws InterruptedException {
    return kind().make(OneStep.spec(kind(), with)).run(step);
  }

  private static Forecast plan(String with) {
    return kind()
        .make(OneStep.spec(kind(), with))
        .plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH));
  }

  private static FewLooks briefly() {
    return new FewLooks(Verb.SWITCHOVER, 40);
  }

  @Test
  void itTellsWhoAndWhatAndSignsIt() throws Exception {
    try (WebServer server = WebServer.http(n -> WebServer.Reply.of(202))) {
      Evidence evidence =
          run(
              with(server, ", event: freeze-backups, details: {pool: a}"),
              OneStep.of(Verb.SWITCHOVER));

      WebServer.Asked asked = server.asked().getFirst();
      JsonNode body = JsonMapper.builder().build().readTree(asked.body());
      assertThat(asked.method()).isEqualTo("POST");
      assertThat(body.path("run").asText()).isEqualTo("1");
      assertThat(body.path("step").asText()).isEqualTo("one");
      assertThat(body.path("verb").asText()).isEqualTo("switchover");
      assertThat(body.path("event").asText()).isEqualTo("freeze-backups");
      assertThat(body.path("link").asText()).isEqualTo("global");
      assertThat(body.path("site").asText()).isEqualTo("standby");
      assertThat(body.path("pool").asText()).isEqualTo("a");
      String signature = asked.header("X-Understudy-Signature");
      Instant at =
          Instant.ofEpochSecond(Long.parseLong(signature.substring(2, signature.indexOf(','))));
      assertThat(signature).isEqualTo(WebhookSignature.of(SECRET, at, asked.body()));
      assertThat(evidence.toString()).contains("202").doesNotContain(SECRET);
    }
  }

  @Test
  void whatMayGoBetterLaterIsTriedAgainWithTheSameKeyAndBody() throws Exception {
    int[] script = {503, 429, 500, 200};
    try (WebServer server = WebServer.http(n -> WebServer.Reply.of(script[Math.min(n, 4) - 1]))) {
      Evidence evidence = run(with(server, ""), OneStep.of(Verb.SWITCHOVER));

      assertThat(server.asked()).hasSize(4);
      assertThat(server.asked())
          .extracting(asked -> asked.header("Idempotency-Key"))
          .containsOnly("global/1/one/one");
      assertThat(server.asked())
          .extracting(WebServer.Asked::body)
          .containsOnly(server.asked().getFirst().body());
      assertThat(evidence.lines().getFirst()).contains("at attempt 4");
    }
  }

  @Test
  void anotherProcessThatDoesItAgainHasTheSameKey() throws Exception {
    try (WebServer server = WebServer.http(n -> WebServer.Reply.of(200))) {
      run(with(server, ""), OneStep.of(Verb.SWITCHOVER));
      run(with(server, ""), OneStep.of(Verb.SWITCHOVER));

      assertThat(server.asked()).hasSize(2);
      assertThat(server.asked().get(1).header("Idempotency-Key"))
          .isEqualTo(server.asked().get(0).header("Idempotency-Key"));
    }
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    try (WebServer server = WebServer.http(n -> WebServer.Reply.of(403))) {
      assertThatThrownBy(() -> run(with(server, ""), OneStep.of(Verb.SWITCHOVER)))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("it answered 403")
          .hasMessageNotContaining(SECRET);
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void timeIsUpWithTheLastReason() {
    try (WebServer server = WebServer.http(n -> WebServer.Reply.of(503))) {
      assertThatThrownBy(() -> run(with(server, ""), briefly()))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("it answered 503");
      assertThat(server.asked()).hasSizeGreaterThan(2);
    }
  }

  @Test
  void itIsNotDoneBeforeTheOtherUrlShowsIt() throws Exception {
    try (WebServer hook = WebServer.http(n -> WebServer.Reply.of(200));
        WebServer shows =
            WebServer.http(n -> new WebServer.Reply(200, Map.of(), n < 3 ? "working" : "done"))) {
      Evidence evidence =
          run(
              with(
                  hook,
                  ", expect: 'http://127.0.0.1:"
                      + shows.port()
                      + "/state', every-ms: 20, expect-body-contains: done"),
              OneStep.of(Verb.SWITCHOVER));

      assertThat(hook.asked()).hasSize(1);
      assertThat(shows.asked()).hasSize(3);
      assertThat(evidence.lines()).contains("its body holds 'done'");
    }
  }

  @Test
  void whatCannotWorkIsFoundInThePlanAndNobodyIsToldThen() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    try (WebServer server = WebServer.http(n -> WebServer.Reply.of(200))) {
      assertThat(plan(with(server, "")).problems()).isEmpty();
      assertThat(server.asked()).isEmpty();
    }
    assertThat(plan("{url: 'https://hook.test/', secret-file: " + empty + "}").problems())
        .singleElement()
        .asString()
        .contains(empty + " is empty");
    assertThat(plan("{url: 'https://hook.test/', secret-file: /nowhere/secret}").problems())
        .singleElement()
        .asString()
        .contains("cannot read /nowhere/secret");
    assertThat(plan("{secret-file: " + secretFile + ", url: 'hook.test'}").problems())
        .singleElement()
        .asString()
        .startsWith("'url' cannot be used");
    assertThat(plan("{event: 'two words'}").problems()).hasSize(3);
  }
}
