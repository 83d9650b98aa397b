package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.web.WebCalls;
import io.understudy.failover.web.WebServer;
import io.understudy.failover.web.WebServer.Reply;
import io.understudy.failover.web.WebhookCall;
import io.understudy.testkit.DnsServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else's service changes the record when it is told; a real server answers for the zone.
 */
class WebhookSwitchTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path directory;

  private final DnsServer dns = DnsServer.start("example.test", "platform 60 A 10.0.0.1");
  private final Vertx vertx = Vertx.vertx();
  private Path secret;

  @BeforeEach
  void writeSecret() throws IOException {
    secret = Files.writeString(directory.resolve("secret"), "between-us\n");
  }

  @AfterEach
  void stop() {
    dns.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private Step step(int port, Path secretFile, String more) {
    WebhookCall call = new WebhookCall(new WebCalls(vertx), "global", "b");
    SwitchDnsKind kind = new SwitchDnsKind(NoCluster.client(), call);
    return kind.make(
        OneStep.spec(
            kind,
            "{query-timeout-seconds: 30, via: webhook, name: platform.example.test, addresses: [10.0.0.2], old-addresses: [10.0.0.1], ttl-seconds: 30, authoritative: ['%s'], url: 'http://127.0.0.1:%d/dns?key=hidden', secret-file: '%s', first-pause-ms: 10%s}"
                .formatted(dns.address(), port, secretFile, more)));
  }

  /** Does to the zone what it was told last. */
  private void obey(WebServer server) {
    try {
      JsonNode told = JSON.readTree(server.asked().getLast().body());
      String label = told.path("name").asText().replace(".example.test", "");
      String to = told.path("to").asText();
      String[] addresses = to.isEmpty() ? new String[0] : to.split(" ");
      dns.set(label, "A", told.path("ttlSeconds").asInt(), addresses);
    } catch (JsonProcessingException bad) {
      throw new IllegalStateException(bad);
    }
  }

  @Test
  void itIsToldOnceSignedAndTheZonesServersProveIt() throws Exception {
    WebServer[] server = new WebServer[1];
    server[0] =
        WebServer.http(
            n -> {
              if (n == 1) {
                return Reply.of(503);
              }
              obey(server[0]);
              return Reply.of(202);
            });
    try (WebServer hook = server[0]) {
      OneStep run = OneStep.of(Verb.SWITCHOVER);
      Step step = step(hook.port(), secret, "");

      Evidence evidence = step.run(run);

      assertThat(dns.records()).contains("platform.example.test. 30 A 10.0.0.2");
      assertThat(evidence.lines())
          .containsExactly(dns.address() + " answers A 10.0.0.2 (TTL 30 s)");
      assertThat(evidence.summary())
          .endsWith("by the webhook at http://127.0.0.1:" + hook.port() + "/dns");
      assertThat(run.notes()).containsEntry("dns-old", "A 60 10.0.0.1");
      JsonNode body = JSON.readTree(hook.asked().getLast().body());
      assertThat(body.path("event").asText()).isEqualTo("switch-dns");
      assertThat(body.path("from").asText()).isEqualTo("10.0.0.1");
      assertThat(body.path("to").asText()).isEqualTo("10.0.0.2");
      assertThat(hook.asked().getLast().header("X-Understudy-Signature")).startsWith("t=");
      assertThat(hook.asked())
          .extracting(asked -> asked.header("Idempotency-Key"))
          .as("of both attempts")
          .hasSize(2)
          .containsOnly(hook.asked().getFirst().header("Idempotency-Key"));

      assertThat(step.run(run.again()).summary()).contains("was A 10.0.0.1");
      assertThat(hook.asked()).as("once more it finds it done").hasSize(2);

      step.undo(run.again());

      assertThat(dns.records()).contains("platform.example.test. 60 A 10.0.0.1");
      assertThat(hook.asked().getLast().header("Idempotency-Key"))
          .as("to take it back is another event")
          .isNotEqualTo(hook.asked().getFirst().header("Idempotency-Key"));
    }
  }

  @Test
  void whatIsTakenAndNotDoneIsNotDone() throws Exception {
    try (WebServer hook = WebServer.http(n -> Reply.of(200))) {
      assertThatThrownBy(() -> step(hook.port(), secret, "").run(new FewLooks(Verb.SWITCHOVER, 3)))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("the servers of the zone to answer A 10.0.0.2");
      assertThat(dns.records()).contains("platform.example.test. 60 A 10.0.0.1");
    }
  }

  @Test
  void aRefusalIsToldAndTheSecretNowhere() throws Exception {
    try (WebServer hook = WebServer.http(n -> Reply.of(403))) {
      assertThatThrownBy(() -> step(hook.port(), secret, "").run(OneStep.of(Verb.SWITCHOVER)))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("refused event switch-dns")
          .hasMessageNotContaining("between-us")
          .hasMessageNotContaining("hidden");
    }
  }

  @Test
  void aDrillHasAShadowNameMovedAndTakenBack() throws Exception {
    WebServer[] server = new WebServer[1];
    server[0] =
        WebServer.http(
            n -> {
              obey(server[0]);
              return Reply.of(200);
            });
    try (WebServer hook = server[0]) {
      String before = dns.hash();
      OneStep drill = OneStep.of(Verb.DRILL);
      Step step = step(hook.port(), secret, ", shadow-name: drill.example.test");

      step.run(drill);
      assertThat(dns.records()).contains("drill.example.test. 30 A 10.0.0.2");
      step.undo(drill.again());

      assertThat(dns.hash()).isEqualTo(before);
    }
  }

  @Test
  void whatCannotBeToldIsFoundInThePlan() {
    PlanContext plan = new PlanContext(Verb.SWITCHOVER, Instant.EPOCH);

    assertThat(step(1, directory.resolve("none"), "").plan(plan).problems())
        .singleElement()
        .asString()
        .contains("none");
    assertThat(step(1, secret, "").plan(plan).will())
        .isEqualTo(
            "changes platform.example.test from A 10.0.0.1 (TTL 60 s) to A 10.0.0.2 (TTL 30 s), if"
                + " it is that still, by the webhook at http://127.0.0.1:1/dns");
  }
}
