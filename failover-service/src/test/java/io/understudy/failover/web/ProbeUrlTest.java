package io.understudy.failover.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.TestCa;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeUrlTest {

  private static final PlanContext SWITCHOVER = new PlanContext(Verb.SWITCHOVER, Instant.EPOCH);
  private static Vertx vertx;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static ProbeUrlKind kind() {
    return new ProbeUrlKind(new WebCalls(vertx));
  }

  private static Evidence run(String with) throws InterruptedException {
    return run(with, OneStep.of(Verb.SWITCHOVER));
  }

  private static Evidence run(String with, StepContext step) throws InterruptedException {
    return kind().make(OneStep.spec(kind(), with)).run(step);
  }

  private static FewLooks briefly() {
    return new FewLooks(Verb.SWITCHOVER, 40);
  }

  private static Forecast plan(String with) {
    return kind().make(OneStep.spec(kind(), with)).plan(SWITCHOVER);
  }

  private static WebServer.Reply siteReply(String site) {
    return new WebServer.Reply(200, Map.of("X-Site", site), "the platform");
  }

  @Test
  void itWaitsUntilTheAnswerIsAsItMustBe() throws InterruptedException {
    try (WebServer server =
        WebServer.http(n -> n < 3 ? WebServer.Reply.of(503) : siteReply("standby"))) {
      Evidence evidence =
          run(
              "{url: 'http://127.0.0.1:"
                  + server.port()
                  + "/console?token=hidden', every-ms: 20, expect-body-contains: platform,"
                  + " expect-header: {x-site: standby}}");

      assertThat(server.asked()).hasSize(3);
      assertThat(server.asked().getLast().path()).isEqualTo("/console?token=hidden");
      assertThat(evidence.lines())
          .contains(
              "status 200 from 127.0.0.1:" + server.port(),
              "header x-site: standby",
              "its body holds 'platform'");
      assertThat(evidence.toString()).doesNotContain("hidden");
    }
  }

  @Test
  void thePlatformsNameIsAskedAtTheSitesAddressAndItsCertificateShown()
      throws InterruptedException {
    TestCa ca = new TestCa(directory, "platform-ca");
    TestCa.Issued issued =
        ca.server("web", List.of("platform.example.test"), Instant.now().plus(Duration.ofDays(1)));
    try (WebServer server = WebServer.https(issued, n -> WebServer.Reply.of(200))) {
      Evidence evidence =
          run(
              "{url: 'https://platform.example.test:"
                  + server.port()
                  + "/', resolve-to: 127.0.0.1, ca-file: "
                  + ca.file()
                  + "}");

      assertThat(server.asked().getFirst().header("Host"))
          .isEqualTo("platform.example.test:" + server.port());
      assertThat(evidence.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith(
                          "certificate of CN=etcd, issued by CN=platform-ca, valid until "));
      assertThat(evidence.summary()).contains("from 127.0.0.1:" + server.port());
    }
  }

  @Test
  void aCertificateOfAnotherNameOrCaIsNoAnswer() {
    TestCa ca = new TestCa(directory, "platform-ca");
    TestCa other = new TestCa(directory, "other-ca");
    TestCa.Issued issued =
        ca.server("web", List.of("platform.example.test"), Instant.now().plus(Duration.ofDays(1)));
    try (WebServer server = WebServer.https(issued, n -> WebServer.Reply.of(200))) {
      String at = ":" + server.port() + "/', resolve-to: 127.0.0.1, every-ms: 50, ca-file: ";
      assertThatThrownBy(
              () -> run("{url: 'https://else.example.test" + at + ca.file() + "}", briefly()))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("else.example.test");
      assertThatThrownBy(
              () ->
                  run("{url: 'https://platform.example.test" + at + other.file() + "}", briefly()))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("to answer with status 200; last it was: ");
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void theOtherSitesAnswerIsNotEnough() {
    try (WebServer server = WebServer.http(n -> siteReply("primary"))) {
      String with =
          "{url: 'http://127.0.0.1:"
              + server.port()
              + "/', every-ms: 50, expect-header: {X-Site: standby}}";
      assertThatThrownBy(() -> run(with, briefly()))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("X-Site: primary, not X-Site: standby");
    }
  }

  @Test
  void aPlanSaysWhatItAnswersNowAndNothingOfItIsAProblem() {
    try (WebServer server = WebServer.http(n -> WebServer.Reply.of(n == 1 ? 503 : 200))) {
      String with = "{url: 'http://127.0.0.1:" + server.port() + "/'}";

      Forecast first = plan(with);
      Forecast second = plan(with);

      assertThat(first.facts()).containsExactly("it does not answer so yet: status 503, not 200");
      assertThat(second.facts().getFirst()).startsWith("it answers so already, from 127.0.0.1");
      assertThat(first.problems()).isEmpty();
      assertThat(second.will()).isEqualTo(first.will());
    }
  }

  @Test
  void aBadUrlAndABadCaFileAreFoundInThePlan() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing\n");

    assertThat(plan("{url: 'ftp://x/'}").problems().getFirst()).contains("http://");
    assertThat(plan("{url: 'https://user:pw@x/'}").problems().getFirst())
        .contains("leave them out")
        .doesNotContain("pw@");
    assertThat(plan("{url: 'https://x/', ca-file: /nowhere/ca.pem}").problems())
        .singleElement()
        .asString()
        .contains("cannot read /nowhere/ca.pem");
    assertThat(plan("{url: 'https://x/', ca-file: " + empty + "}").problems())
        .singleElement()
        .asString()
        .contains("holds no certificate");
  }
}
