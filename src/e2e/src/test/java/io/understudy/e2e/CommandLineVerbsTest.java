package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.understudy.core.port.Bytes;
import io.understudy.e2e.Cli.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Operations by the command line as a process, at two sites with their services as processes: words
 * to one that waits, a failover, a reprotect, a failback. The quick start's test has the
 * switchover.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandLineVerbsTest {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final String ACCEPT = "--accept-data-loss \\d+";
  private static final Bytes LATE = Bytes.utf8("/registry/configmaps/load/late");
  private static final Bytes LATE_VALUE =
      Bytes.utf8(
          "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"late\","
              + "\"namespace\":\"load\",\"uid\":\"u-late\"}}");

  @TempDir private static Path directory;

  /** What the page that operations look at answers. */
  private static final AtomicInteger status = new AtomicInteger(UNAVAILABLE);

  private static HttpServer page;
  private static RoundTrip trip;
  private static Cli atB;

  @BeforeAll
  static void start() throws IOException {
    page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    page.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status.get(), -1);
          }
        });
    page.start();
    trip = new RoundTrip(directory, settling("http://127.0.0.1:" + page.getAddress().getPort()));
    atB = Cli.at(trip.at(trip.b()), directory);
  }

  @AfterAll
  static void stop() {
    try {
      if (trip != null) {
        trip.close();
      }
    } finally {
      page.stop(0);
    }
  }

  /** The first look fails soon and waits for a person, the second one goes on until it is there. */
  private static String settling(String url) {
    return """
        - name: page-is-there
          type: probe-url
          in: settle
          timeout-seconds: 10
          with: {url: "%1$s", every-ms: 100}
        - name: page-comes
          type: probe-url
          in: settle
          timeout-seconds: 3600
          with: {url: "%1$s", every-ms: 100}
        - {name: look-at-it, type: approve, in: settle, with: {message: "look at the page"}}
        """
        .formatted(url);
  }

  /** Whatever stands in the way for a moment. */
  private static Run until(Cli understudy, String... arguments) {
    return until(0, understudy, arguments);
  }

  private static Run until(int code, Cli understudy, String... arguments) {
    return await()
        .atMost(PATIENCE)
        .until(() -> understudy.run(arguments), run -> run.code() == code);
  }

  private static void assertWaitsAt(String id, String step) {
    Run run = atB.run("watch", id, "--until-waiting", "-o", "json");
    assertThat(run.code()).as("%s", run).isEqualTo(3);
    JsonNode last = run.lines().getLast();
    assertThat(last.path("state").asText()).as("%s", last).isEqualTo("waiting");
    assertThat(last.at("/waitsFor/step").asText()).as("%s", last).isEqualTo(step);
  }

  private static void assertSaid(String... words) {
    Run run = atB.run(words);
    assertThat(run.code()).as("%s", run).isZero();
  }

  private static String settle() {
    Run begun = until(atB, "settle", "--yes", "site-b", "--no-watch", "-o", "yaml");
    assertThat(begun.err()).contains("page-is-there");
    return begun.yaml().path("id").asText();
  }

  @Test
  @Order(1)
  void eachWordIsSaidToAnOperation() {
    String id = settle();
    assertWaitsAt(id, "page-is-there");
    JsonNode shown = atB.run("status", "-o", "json").json().path("operation");
    assertThat(shown.path("id").asText()).isEqualTo(id);
    assertThat(atB.run("say", id, "ignore").code()).as("without a reason").isEqualTo(2);
    Run elsewhere = atB.run("say", id, "retry", "--step", "look-at-it");
    assertThat(elsewhere.code()).as("%s", elsewhere).isEqualTo(4);
    assertSaid("say", id, "retry", "--step", "page-is-there");
    assertWaitsAt(id, "page-is-there");
    assertSaid("say", id, "ignore", "--comment", "seen by phone");

    assertSaid("say", id, "pause");
    assertWaitsAt(id, "");
    status.set(OK);
    Run resumed = atB.run("say", id, "resume", "-o", "json");
    assertThat(resumed.code()).as("%s", resumed).isZero();
    assertThat(resumed.json().path("id").asText()).isEqualTo(id);
    assertWaitsAt(id, "look-at-it");
    Run approved = atB.run("say", id, "approve", "-o", "yaml");
    assertThat(approved.code()).as("%s", approved).isZero();
    assertThat(approved.yaml().path("id").asText()).isEqualTo(id);

    Run watched = atB.run("watch", id);
    assertThat(watched.code()).as("%s", watched).isZero();
    assertThat(watched.out()).contains("page-is-there ignored").contains("look-at-it done");
    Run late = atB.run("say", id, "approve");
    assertThat(late.code()).as("%s", late).isEqualTo(4);
  }

  @Test
  @Order(2)
  void whatIsCancelledIsNoSuccess() {
    String id = settle();
    assertWaitsAt(id, "look-at-it");
    assertSaid("say", id, "cancel", "--comment", "not today");

    Run watched = atB.run("watch", id);

    assertThat(watched.code()).as("%s", watched).isEqualTo(3);
    assertThat(watched.out()).contains("cancelled");
  }

  /** The primary dies with a write that the standby does not get. */
  @Test
  @Order(3)
  void aFailoverNamesWhatMayBeLost() {
    TwoSites.verified(trip.at(trip.b()));
    trip.link().cut();
    trip.a().client().put(LATE, LATE_VALUE);
    trip.a().etcd().kill();

    Run check = until(5, atB, "check");
    assertThat(check.err()).contains("monitor-service").contains("cannot answer now (503)");
    String first = refusal();
    assertThat(first)
        .contains("nothing was begun")
        .containsPattern(ACCEPT)
        .doesNotContain("and not");
    assertThat(refusal("--accept-data-loss", "1")).containsPattern(ACCEPT + ", and not 1\\R");
    assertThat(atB.run("history", "-o", "json").json().at("/operations/0/verb").asText())
        .isEqualTo("settle");

    List<JsonNode> events =
        await()
            .atMost(PATIENCE)
            .until(
                () -> atB.run(failover("--accept-data-loss", watermark())), run -> run.code() == 0)
            .lines();
    assertEnded("failover", events);
    assertThat(events.getLast().path("rpoSeconds").asDouble(-1)).isNotNegative();
    String id = events.getLast().path("id").asText();
    assertEnded("failover", atB.run("watch", id, "-o", "yaml").documents());
    assertThat(atB.run("history", id).out()).contains("promote").contains("RPO");

    trip.a().etcd().restart();
    trip.a().reconnect();
    trip.link().heal();
  }

  /** Of a failover whose plan has nothing in its way but what may be lost. */
  private static String refusal(String... more) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> atB.run(failover(more)),
            run -> run.code() == 4 && run.err().contains("--accept-data-loss "))
        .err();
  }

  private static String[] failover(String... more) {
    return Stream.concat(Stream.of("failover", "--yes", "site-b", "-o", "json"), Stream.of(more))
        .toArray(String[]::new);
  }

  /** What the plan asks for. */
  private static String watermark() {
    return atB.run("plan", "failover", "-o", "json").json().path("acceptDataLoss").asText();
  }

  private static void assertEnded(String verb, List<JsonNode> events) {
    assertThat(events).isNotEmpty();
    assertThat(events).extracting(event -> event.path("verb").asText()).containsOnly(verb);
    assertThat(events.getLast().path("state").asText()).isEqualTo("succeeded");
  }

  @Test
  @Order(4)
  void aReprotectNamesTheOrphansThatMayGo() {
    trip.installAtA();
    atB = Cli.at(trip.at(trip.b()), directory);
    trip.stopControllers(trip.a());
    JsonNode orphans = trip.orphans(trip.b());
    assertThat(orphans.path("written").asLong()).as("%s", orphans).isPositive();

    Run done =
        until(
            atB,
            "reprotect",
            "--yes",
            "site-b",
            "--confirm-orphans",
            orphans.path("digest").asText(),
            "-o",
            "json");

    assertEnded("reprotect", done.lines());
    String id = done.lines().getLast().path("id").asText();
    assertEnded("reprotect", atB.run("watch", id, "-o", "yaml").documents());
    assertThat(atB.run("watch", id).out()).contains("drop-orphans done").contains("succeeded");
    assertThat(trip.a().client().get(LATE)).isEmpty();
  }

  @Test
  @Order(5)
  void aFailbackBringsThePlatformHome() {
    Cli atA = Cli.at(trip.at(trip.a()), directory);
    Run elsewhere = atB.run("failback", "--yes", "site-b");
    assertThat(elsewhere.code()).as("%s", elsewhere).isEqualTo(4);
    trip.assertHeldUpUntilCollected(trip.a(), "failback");

    Run done = until(atA, "failback", "--yes", "site-a", "--comment", "home again", "-o", "json");

    assertEnded("failback", done.lines());
    String id = done.lines().getLast().path("id").asText();
    assertEnded("failback", atA.run("watch", id, "-o", "yaml").documents());
    assertThat(atA.run("watch", id).out()).contains("succeeded").contains("RTO");
    assertThat(SiteContents.term(trip.a()).isPromoted()).isTrue();
    JsonNode newest = atA.run("history", "-o", "yaml").yaml().at("/operations/0");
    assertThat(newest.path("verb").asText()).isEqualTo("failback");
    assertThat(newest.path("comment").asText()).isEqualTo("home again");
  }
}
