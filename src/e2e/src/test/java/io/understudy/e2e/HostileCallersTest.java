package io.understudy.e2e;

import static io.understudy.e2e.RawCalls.CLOSE;
import static io.understudy.e2e.RawCalls.JSON;
import static io.understudy.e2e.RawCalls.TOKEN;
import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.e2e.bench.ClientLoad;
import io.understudy.testkit.hostile.Bombs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three services under callers who are many, or send what nobody should; and afterwards no
 * secret is anywhere.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileCallersTest {

  private static final String EMPTY_BODY = CLOSE + TOKEN + JSON + "Content-Length: 2\r\n\r\n{}";
  private static final Duration LOAD = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int LAST_OF_THE_CALLERS_FAULT = 499;
  private static final int UNAVAILABLE = 503;
  private static final long SEED = 20_261_129;
  private static final int EACH = 25;

  /** What an etcd takes with what the mirror adds to it. */
  private static final int LARGE = 1_500_000;

  @TempDir private static Path directory;

  private static CallersTrio trio;

  @BeforeAll
  static void start() throws IOException {
    trio = new CallersTrio(directory);
  }

  @AfterAll
  static void stop() {
    if (trio != null) {
      trio.close();
    }
  }

  /** How fast they are answered is not looked at: that is for {@code scripts/bench load}. */
  @Test
  @Order(4)
  void twoHundredCallersAreAnsweredOrTurnedAwayAndTheMirrorGoesOn() throws InterruptedException {
    String events =
        trio.services().failoverProcess().address()
            + "/api/v1/operations/"
            + trio.operation()
            + "/events";
    ClientLoad load =
        new ClientLoad(
            trio.services().sync().address(), trio.services().monitor().address(), events);
    Bytes amid = Bytes.utf8("/registry/configmaps/app-1/amid-the-load");

    ClientLoad.Outcome outcome =
        load.run(
            () -> {
              TimeUnit.NANOSECONDS.sleep(LOAD.toNanos());
              trio.etcds().source().put(amid, Bytes.utf8("a value"));
              await("it is mirrored amid the load")
                  .atMost(PATIENCE)
                  .until(() -> trio.etcds().targetHas(amid));
            });

    assertThat(outcome.wrong()).isEmpty();
    assertThat(outcome.answers())
        .containsKeys("status 200", "check 503", "events 200")
        .doesNotContainKeys("status 503", "events 503");
    assertThat(outcome.answers().keySet())
        .as("some are told what a check found")
        .containsAnyOf("check 200", "check 409");
    trio.processes().forEach(RawCalls::assertAnswers);
  }

  @Test
  @Order(5)
  void keysThatNobodyWritesAreMirroredAsTheyAreAndForgeNoLineOfALog() throws IOException {
    for (Bytes key : HostileKeys.ALL) {
      trio.etcds().source().put(key, key);
    }
    trio.etcds().target().put(HostileKeys.SURPLUS, Bytes.utf8("a value"));
    for (Bytes key : HostileKeys.ALL) {
      await(key.toString()).atMost(PATIENCE).until(() -> trio.etcds().targetHas(key));
      assertThat(trio.etcds().target().get(key).orElseThrow().value()).isEqualTo(key);
    }
    await("it is found").atMost(PATIENCE).until(() -> checked().contains("by a surplus key"));
    for (ServiceProcess service : trio.processes()) {
      assertThat(Files.readString(service.log()).lines())
          .noneMatch(line -> line.startsWith(HostileKeys.FORGED));
    }
  }

  /** Each service has a heap of 192 MB. */
  @Test
  @Order(5)
  void bombsAreMirroredAsTheyAreFoundAndExplained() throws IOException {
    int before = surplusKeys();
    List<Bytes> keys = new ArrayList<>();
    for (byte[] bomb : Bombs.of(LARGE).values()) {
      Bytes key = Bytes.utf8("/registry/deployments/app-1/bomb-" + keys.size());
      keys.add(key);
      trio.etcds().source().put(key, Bytes.wrap(bomb));
      await(key.toString()).atMost(PATIENCE).until(() -> trio.etcds().targetHas(key));
      assertThat(trio.etcds().target().get(key).orElseThrow().value()).isEqualTo(Bytes.wrap(bomb));
      trio.etcds().target().put(surplus(key), Bytes.wrap(bomb));
    }
    await("all are found")
        .atMost(PATIENCE)
        .until(() -> surplusKeys(), found -> found == before + keys.size());
    for (Bytes key : keys) {
      RawHttp.Answer answer =
          RawCalls.ask(
              trio.services().sync(),
              "GET /api/v1/explain?key=" + key.utf8() + CLOSE + TOKEN + "\r\n");
      assertThat(answer.status()).as(answer.body()).isEqualTo(OK);
      assertThat(answer.body()).hasSizeLessThan(20_000).doesNotContain(Bombs.CANARY);
    }
  }

  private static Bytes surplus(Bytes bomb) {
    return Bytes.utf8(bomb.utf8().replace("/bomb-", "/surplus-bomb-"));
  }

  /** By a check that has begun since. */
  private static int surplusKeys() throws IOException {
    ServiceProcess monitor = trio.services().monitor();
    RawHttp.Answer asked = RawCalls.ask(monitor, "POST /api/v1/checks" + EMPTY_BODY);
    String path = asked.header("location").replaceFirst("^http://[^/]*", "");
    assertThat(path).as(asked.toString()).startsWith("/api/v1/checks/");
    String result =
        await("the check is done")
            .atMost(PATIENCE)
            .until(
                () -> RawCalls.ask(monitor, "GET " + path + CLOSE + "\r\n").body(),
                body -> body.contains("\"finishedAt\":\""));
    return new ObjectMapper().readTree(result).at("/counts/surplus").asInt();
  }

  @Test
  @Order(6)
  void whateverIsSentIsAnsweredByAProblemThatTellsNothingOfTheInside() throws IOException {
    Canaries canaries = new Canaries(trio.secrets());
    List<String> faults = new ArrayList<>();
    for (ServiceProcess service : trio.processes()) {
      List<DamagedRequests.Endpoint> endpoints = RawCalls.endpoints(service);
      assertThat(endpoints).hasSizeGreaterThan(8);
      DamagedRequests requests = new DamagedRequests(SEED);
      for (DamagedRequests.Endpoint endpoint : endpoints) {
        for (int i = 0; i < EACH; i++) {
          DamagedRequests.Damaged damaged = requests.next(endpoint);
          try (RawHttp caller = RawHttp.to(service)) {
            boolean isSent = caller.sendsAll(damaged.bytes());
            RawHttp.Answer answer = caller.answer();
            String fault = !isSent && answer.status() == 0 ? "" : Faults.in(answer);
            List<String> told = canaries.in("an answer", answer.head() + answer.body());
            if (!fault.isEmpty() || !told.isEmpty()) {
              faults.add(fault + told + "\n" + damaged.what() + "\n" + answer + "\n");
            }
          }
        }
      }
      RawCalls.assertAnswers(service);
    }

    assertThat(faults).isEmpty();
  }

  @Test
  @Order(6)
  void methodsThatNobodyUsesAreAnsweredAndLeaveNoMetrics() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      for (DamagedRequests.Endpoint endpoint : RawCalls.endpoints(service)) {
        for (String method : List.of("HEAD", "OPTIONS", "DELETE")) {
          String call = method + " " + path(endpoint);
          RawHttp.Answer answer = RawCalls.ask(service, call + CLOSE + TOKEN + "\r\n");
          assertThat(answer.status())
              .as(call)
              .satisfiesAnyOf(
                  status -> assertThat(status).isEqualTo(UNAVAILABLE),
                  status -> assertThat(status).isBetween(OK, LAST_OF_THE_CALLERS_FAULT));
        }
      }
      for (String path : List.of("/healthz", "/api/v1/nothing")) {
        RawHttp.Answer answer = RawCalls.ask(service, "CANARY " + path + CLOSE + "\r\n");
        assertThat(answer.status()).as(path).isBetween(NOT_FOUND, NOT_ALLOWED);
      }
      assertThat(RawCalls.ask(service, "GET /q/metrics" + CLOSE + "\r\n").body())
          .contains("http_server_requests_seconds_count{", "method=\"OTHER\"")
          .doesNotContain("CANARY");
    }
  }

  /** They take connections and say nothing. */
  @Test
  @Order(7)
  void everyEndpointAnswersThoughNoEtcdDoes() throws Exception {
    Map<String, Future<String>> faults = new TreeMap<>();
    Map<ServiceProcess, List<DamagedRequests.Endpoint>> described = new HashMap<>();
    for (ServiceProcess service : trio.processes()) {
      described.put(service, RawCalls.endpoints(service));
    }
    trio.etcds().sourceProcess().suspend();
    trio.etcds().targetProcess().suspend();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      described.forEach(
          (service, endpoints) -> {
            for (DamagedRequests.Endpoint endpoint : endpoints) {
              String call = endpoint.method() + " " + path(endpoint);
              for (String body : DamagedRequests.GOOD) {
                faults.put(
                    service.log() + " " + call + " " + body,
                    callers.submit(() -> fault(answer(service, call, body))));
              }
            }
          });
    } finally {
      trio.etcds().sourceProcess().resume();
      trio.etcds().targetProcess().resume();
    }

    assertThat(faults).hasSizeGreaterThan(100);
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, Future<String>> each : faults.entrySet()) {
      found.put(each.getKey(), each.getValue().get());
    }
    found.values().removeIf(String::isEmpty);
    assertThat(found).isEmpty();
    trio.processes().forEach(RawCalls::assertAnswers);
  }

  /** {@code /healthz} says why in plain text. */
  private static String fault(RawHttp.Answer answer) {
    boolean saysWhy = answer.status() == UNAVAILABLE && !answer.body().isBlank();
    return saysWhy ? "" : Faults.in(answer);
  }

  private static RawHttp.Answer answer(ServiceProcess service, String call, String body)
      throws IOException {
    String head = "Content-Length: " + body.length() + "\r\n\r\n";
    try (RawHttp caller = RawHttp.to(service)) {
      caller.send(call + CLOSE + TOKEN + JSON + head + body);
      // A stream of events has no end.
      return call.endsWith("/events") ? caller.firstOfAnswer() : caller.answer();
    }
  }

  @Test
  @Order(9)
  void afterAllOfItNoSecretIsInALogAnAnswerAMetricOrARecord() throws IOException {
    Canaries canaries = new Canaries(trio.secrets());
    List<String> found = new ArrayList<>();
    for (ServiceProcess service : trio.processes()) {
      String log = Files.readString(service.log());
      assertThat(log).hasSizeGreaterThan(1_000).doesNotContain("OutOfMemoryError");
      found.addAll(canaries.in(service.log().toString(), log));
      for (String path : paths(service)) {
        RawHttp.Answer answer = RawCalls.ask(service, "GET " + path + CLOSE + TOKEN + "\r\n");
        found.addAll(canaries.in(service.log() + " " + path, answer.head() + answer.body()));
      }
    }
    String plan = trio.services().failover().plan("failover").toString();
    assertThat(plan)
        .as("what holds a secret, and is damaged, was read")
        .contains("the primary's API servers: the client", "cannot be made", "127.0.0.1:1");
    found.addAll(canaries.in("a plan", plan));
    found.addAll(canaries.in("the events of an operation", trio.events()));
    for (String word : List.of("status", "check", "readiness")) {
      Cli.Run run = trio.commandLine().run(word);
      found.addAll(canaries.in("the command line, " + word, run.out() + run.err()));
    }
    for (Map.Entry<Bytes, KeyValue> record : trio.etcds().target().all(0).entrySet()) {
      if (record.getKey().startsWith(Bytes.utf8("/understudy/"))) {
        String key = record.getKey().utf8();
        found.addAll(canaries.in(key, key + record.getValue().value().utf8()));
      }
    }

    assertThat(found).isEmpty();
    assertThat(Files.readString(trio.services().monitor().log()))
        .contains("A caller was turned away")
        .doesNotContain("A defect in the gathering of facts");
    assertThat(canaries.in("it", "x" + SiteServices.TOKEN)).isNotEmpty();
    assertThat(trio.standby().asked()).as("a kubeconfig's token was shown").isPositive();
  }

  private static String path(DamagedRequests.Endpoint endpoint) {
    return endpoint.path().replaceAll("\\{[^}]*}", trio.operation());
  }

  private static List<String> paths(ServiceProcess service) throws IOException {
    List<String> paths = new ArrayList<>(List.of("/q/metrics", "/q/health", "/metrics", "/"));
    RawCalls.endpoints(service).stream()
        .filter(endpoint -> endpoint.method().equals("GET") && !endpoint.path().endsWith("events"))
        .map(HostileCallersTest::path)
        .forEach(paths::add);
    paths.add("/api/v1/explain?key=/registry/secrets/app-1/canary");
    return paths;
  }

  private static String checked() throws IOException {
    return RawCalls.ask(trio.services().monitor(), "GET /check" + CLOSE + "\r\n").body();
  }
}
