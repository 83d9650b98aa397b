package io.understudy.failover.reprotect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.core.scope.Classifier;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.RestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The old primary becomes the standby: its etcd and this site's are real, its sync-service is
 * played by the production code that such a service calls.
 */
class ReverseLinkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final TwoSites sites = new TwoSites();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile int refusal;
  private volatile Runnable beforeDemotion = () -> {};

  @BeforeEach
  void serve() throws IOException {
    sites.replicated("a", "in time");
    sites.handOver();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    sites.close();
  }

  @Test
  void theOldPrimaryIsDemotedAboveEveryTermAndFollowsThisSite() throws Exception {
    Evidence evidence = run(kind(true), OneStep.of(Verb.REPROTECT));

    TermRecord term =
        TermRecord.fromJson(sites.old().get(TwoSites.KEYS.term()).orElseThrow().value());
    assertThat(term.isPromoted()).isFalse();
    assertThat(term.term()).isGreaterThan(TwoSites.TERM);
    assertThat(evidence.outputs()).containsEntry("peer-term", Long.toString(term.term()));
    assertThat(evidence.lines())
        .anyMatch(line -> line.contains("(promoted), at the old primary 8 (standby)"))
        .anyMatch(line -> line.startsWith("its checkpoint is in phase tail"))
        .contains("its sync-service: phase tail, sound, watermark 1");
    assertThat(calls).filteredOn(call -> call.startsWith("POST")).hasSize(1);
    assertThat(calls.toString()).contains("Bearer peer-token", "1/one");
  }

  /** Amid the steps between the confirmation and this one. */
  @Test
  void whatWasWrittenSinceTheConfirmationStopsIt() throws Exception {
    sites.old().put(TwoSites.key("a"), TwoSites.value("a", "late"));
    Map<String, String> outputs = confirmed();
    sites.old().put(TwoSites.key("a"), TwoSites.value("a", "later still"));

    assertThatThrownBy(() -> run(kind(true), new OneStep(Verb.REPROTECT, PATIENCE, outputs)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("since the orphans of the old primary were confirmed");
    assertThat(calls).as("nothing was asked for").noneMatch(call -> call.startsWith("POST"));

    outputs.put(OrphanSteps.DIGEST, sites.desk(directory).list(0).list().digest());
    assertThat(run(kind(true), new OneStep(Verb.REPROTECT, PATIENCE, outputs)).lines())
        .contains("listed once more: the orphans are the confirmed ones");
  }

  /** By then it is too late to stop, but not to save it. */
  @Test
  void whatIsWrittenAfterTheLastListingIsSaved() throws Exception {
    sites.old().put(TwoSites.key("a"), TwoSites.value("a", "late"));
    Map<String, String> outputs = confirmed();
    beforeDemotion =
        () -> {
          sites.old().put(TwoSites.key("b"), TwoSites.value("b", "first"));
          sites.old().put(TwoSites.key("b"), TwoSites.value("b", "at the last moment"));
          sites.old().delete(TwoSites.key("a"));
          sites.old().put("/registry/events/team/none", "of nobody's");
        };

    Evidence evidence = run(kind(true), new OneStep(Verb.REPROTECT, PATIENCE, outputs));

    Path file = directory.resolve("orphans.jsonl.late");
    assertThat(evidence.lines())
        .anyMatch(
            line ->
                line.startsWith("WARNING: 2 objects were written or deleted there")
                    && line.contains("saved in " + file));
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).contains("\"deleted\"", TwoSites.key("a").utf8());
    String value =
        Base64.getEncoder().encodeToString(TwoSites.value("b", "at the last moment").array());
    assertThat(lines.get(2)).contains("\"written\"", TwoSites.key("b").utf8(), value);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aSecondAttemptDemotesNothingAgain() throws Exception {
    OneStep context = OneStep.of(Verb.REPROTECT);
    run(kind(true), context);
    long revision = sites.old().get(TwoSites.KEYS.term()).orElseThrow().modRevision();

    run(kind(true), context.again());

    assertThat(calls).filteredOn(call -> call.startsWith("POST")).hasSize(1);
    assertThat(sites.old().get(TwoSites.KEYS.term()).orElseThrow().modRevision())
        .isEqualTo(revision);
  }

  @Test
  void aRefusedDemotionIsToldWithItsReason() {
    refusal = 409;

    assertThatThrownBy(() -> run(kind(true), OneStep.of(Verb.REPROTECT)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("status 409: Role was not changed: 3 objects are still parked here");
  }

  @Test
  void withoutAPeerItSaysWhatPeopleHaveToDoAndSeesWhenTheyHave() throws Exception {
    OneStep hasty = new OneStep(Verb.REPROTECT, Duration.ofSeconds(2), Map.of());
    assertThatThrownBy(() -> run(kind(false), hasty))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("install Understudy")
        .hasMessageContaining("\"aboveTerm\": " + TwoSites.TERM);
    demote(TwoSites.TERM);
    follow();

    assertThat(run(kind(false), OneStep.of(Verb.REPROTECT)).summary())
        .isEqualTo("the old primary follows this site");
    assertThat(calls).isEmpty();
  }

  @Test
  void aMirrorOfAnotherEtcdIsNotWaitedFor() {
    demote(TwoSites.TERM);
    Checkpoint other =
        Checkpoint.first(new Checkpoint.SourceId(42, 1), 1, Instant.EPOCH, "")
            .inPhase(Checkpoint.Phase.TAIL);
    sites.old().put(TwoSites.KEYS.checkpoint(), other.toJson());

    assertThatThrownBy(
            () -> run(kind(false), new OneStep(Verb.REPROTECT, Duration.ofSeconds(2), Map.of())))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("in phase tail of this site's etcd");
  }

  @Test
  void aPlanOfASiteThatIsNotPromotedHasAProblem() {
    sites.present().delete(TwoSites.KEYS.term());
    ReverseLinkKind kind = kind(true);

    Forecast forecast =
        kind.make(OneStep.spec(kind, "{}")).plan(new PlanContext(Verb.REPROTECT, Instant.EPOCH));

    assertThat(forecast.problems()).singleElement().asString().contains("is no promoted one");
  }

  private Map<String, String> confirmed() throws InterruptedException {
    ConfirmOrphansKind confirm = new ConfirmOrphansKind(sites.desk(directory));
    String digest = sites.desk(directory).list(0).list().digest();
    return new HashMap<>(
        confirm
            .make(OneStep.spec(confirm, "{}"))
            .run(new OneStep(Verb.REPROTECT, PATIENCE, Map.of(OrphanSteps.CONFIRMED, digest)))
            .outputs());
  }

  private ReverseLinkKind kind(boolean configured) {
    return new ReverseLinkKind(
        sites.ends(),
        TwoSites.KEYS,
        peer(configured),
        sites.desk(directory),
        Classifier.of(TwoSites.RULES));
  }

  private RestClient peer(boolean configured) {
    if (!configured) {
      return new RestClient("peer", TwoSites.rest(Optional.empty(), Optional.empty()));
    }
    Path token = directory.resolve("token");
    try {
      Files.writeString(token, "peer-token");
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
    URI url = URI.create("http://localhost:" + server.getAddress().getPort());
    return new RestClient("peer", TwoSites.rest(Optional.of(url), Optional.of(token)));
  }

  private static Evidence run(ReverseLinkKind kind, OneStep context) throws InterruptedException {
    return kind.make(OneStep.spec(kind, "{}")).run(context);
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    String body = "{\"phase\":\"tail\",\"sound\":true,\"watermark\":1}";
    int status = 200;
    if ("POST".equals(exchange.getRequestMethod())) {
      status = refusal == 0 ? 200 : refusal;
      body = "{\"title\":\"Role was not changed\",\"detail\":\"3 objects are still parked here\"}";
      if (refusal == 0) {
        beforeDemotion.run();
        demote(TwoSites.TERM);
        follow();
      }
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void demote(long above) {
    sites.demoteOld(above);
  }

  /** As the mirror's checkpoint is once it tails this site. */
  private void follow() {
    Checkpoint checkpoint =
        Checkpoint.first(
                Checkpoint.SourceId.of(sites.ends().target().status()), 1, Instant.EPOCH, "")
            .inPhase(Checkpoint.Phase.TAIL)
            .at(sites.present().revision(), Instant.EPOCH);
    sites.old().put(TwoSites.KEYS.checkpoint(), checkpoint.toJson());
  }
}
