package io.understudy.e2e;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three services under callers who are slow, many, or send what nobody should; and afterwards
 * no secret is anywhere.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileCallersTest {

  private static final String CLOSE = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
  private static final String TOKEN = "Authorization: Bearer " + SiteServices.TOKEN + "\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String PROBLEM = "application/problem+json";
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration LOAD = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int BAD = 400;
  private static final int TOO_LARGE = 413;
  private static final int HEADERS_TOO_LARGE = 431;
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

  @Test
  @Order(1)
  void whoSendsAHeadOrABodyDropByDropIsCutOff() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      String path = pathWithBody(service);
      for (String body : List.of("Content-Length: 100000\r\n\r\n{", CHUNKED + "\r\n186a0\r\n{")) {
        try (RawHttp caller = RawHttp.to(service)) {
          caller.send("POST " + path + CLOSE + TOKEN + body);

          await().atMost(PATIENCE).pollInterval(EVERY).until(() -> caller.isGoneAfter(" ", true));
        }
      }
      assertThat(Files.readString(service.log()))
          .contains("sends nothing or too little and was cut off");
      try (RawHttp caller = RawHttp.to(service)) {
        caller.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nSlow: ");

        await().atMost(PATIENCE).pollInterval(EVERY).until(() -> caller.isGoneAfter("a", true));
      }
      try (RawHttp caller = RawHttp.to(service)) {
        caller.send("GET /healthz HTTP/1.1\r\nSlow: ");

        await().atMost(PATIENCE).pollInterval(EVERY).until(() -> caller.isGoneAfter("a", true));
      }
      assertAnswers(service);
    }
  }

  private static String pathWithBody(ServiceProcess service) {
    if (service == trio.services().sync()) {
      return "/api/v1/repair";
    }
    return service == trio.services().monitor() ? "/api/v1/checks" : "/api/v1/plans";
  }

  /** It holds a connection as well. */
  @Test
  @Order(1)
  void whoSaysNothingAtAllIsCutOff() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      try (RawHttp caller = RawHttp.to(service)) {
        await().atMost(PATIENCE).pollInterval(EVERY).until(() -> caller.isGoneAfter("", true));
      }
      assertAnswers(service);
    }
  }

  /** So many answers fill every buffer between. */
  @Test
  @Order(2)
  void whoNeverReadsIsCutOff() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      try (RawHttp caller = RawHttp.slowTo(service)) {
        String request = "GET /q/openapi HTTP/1.1\r\nHost: a\r\n\r\n";
        caller.send(request.repeat(2_000));
        assertAnswers(service);

        await()
            .atMost(PATIENCE)
            .pollInterval(EVERY)
            .until(() -> caller.isGoneAfter(request, false));
      }
      assertThat(Files.readString(service.log()))
          .contains("takes nothing or too little and was cut off");
      assertAnswers(service);
    }
  }

  @Test
  @Order(3)
  void whatIsTooLargeIsRefusedBeforeItComes() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      RawHttp.Answer body =
          ask(service, "POST /api/v1/plans" + CLOSE + TOKEN + "Content-Length: 3000000\r\n\r\n");
      RawHttp.Answer chunked =
          ask(
              service,
              "POST "
                  + pathWithBody(service)
                  + CLOSE
                  + TOKEN
                  + JSON
                  + CHUNKED
                  + "\r\n"
                  + ("10000\r\n" + " ".repeat(0x10000) + "\r\n").repeat(48)
                  + "0\r\n\r\n");
      RawHttp.Answer header =
          ask(service, "GET /healthz" + CLOSE + "X-Long: " + "a".repeat(40_000) + "\r\n\r\n");

      assertThat(body.status()).isEqualTo(TOO_LARGE);
      assertThat(body.type()).isEqualTo(PROBLEM);
      assertThat(body.body()).contains("2097152 bytes", "understudy.http.max-body-bytes");
      assertThat(chunked.status()).as(chunked.head()).isEqualTo(TOO_LARGE);
      assertThat(header.status()).as(header.head()).isEqualTo(HEADERS_TOO_LARGE);
      assertAnswers(service);
    }
  }

  /** Who reads it otherwise than a proxy before it would take a part of it for another request. */
  @Test
  @Order(3)
  void aLengthThatCanBeReadInTwoWaysIsRefused() throws IOException {
    for (ServiceProcess service : trio.processes()) {
      for (String lengths :
          List.of("Content-Length: 2\r\nContent-Length: 4", "Content-Length: -1")) {
        RawHttp.Answer answer =
            ask(service, "POST /api/v1/plans" + CLOSE + TOKEN + lengths + "\r\n\r\n{}{}");

        assertThat(answer.status()).as(lengths).isEqualTo(BAD);
      }
      assertAnswers(service);
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
    trio.processes().forEach(HostileCallersTest::assertAnswers);
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
        .until(() -> surplusKeys(), found -> found >= keys.size());
    for (Bytes key : keys) {
      RawHttp.Answer answer =
          ask(
              trio.services().sync(),
              "GET /api/v1/explain?key=" + key.utf8() + CLOSE + TOKEN + "\r\n");
      assertThat(answer.status()).as(answer.body()).isEqualTo(OK);
      assertThat(answer.body()).hasSizeLessThan(20_000).doesNotContain(Bombs.CANARY);
    }
  }

  private static Bytes surplus(Bytes bomb) {
    return Bytes.utf8(bomb.utf8().replace("/bomb-", "/surplus-bomb-"));
  }

  private static int surplusKeys() throws IOException {
    ask(
        trio.services().monitor(),
        "POST /api/v1/checks" + CLOSE + TOKEN + JSON + "Content-Length: 2\r\n\r\n{}");
    String last =
        ask(trio.services().monitor(), "GET /api/v1/checks?limit=1" + CLOSE + "\r\n").body();
    return new ObjectMapper().readTree(last).at("/checks/0/counts/surplus").asInt();
  }

  @Test
  @Order(6)
  void whateverIsSentIsAnsweredByAProblemThatTellsNothingOfTheInside() throws IOException {
    Canaries canaries = new Canaries(trio.secrets());
    List<String> faults = new ArrayList<>();
    for (ServiceProcess service : trio.processes()) {
      List<DamagedRequests.Endpoint> endpoints = endpoints(service);
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
      assertAnswers(service);
    }

    assertThat(faults).isEmpty();
  }

  @Test
  @Order(7)
  void afterAllOfItNoSecretIsInALogAnAnswerAMetricOrARecord() throws IOException {
    Canaries canaries = new Canaries(trio.secrets());
    List<String> found = new ArrayList<>();
    for (ServiceProcess service : trio.processes()) {
      String log = Files.readString(service.log());
      assertThat(log).hasSizeGreaterThan(1_000).doesNotContain("OutOfMemoryError");
      found.addAll(canaries.in(service.log().toString(), log));
      for (String path : paths(service)) {
        RawHttp.Answer answer = ask(service, "GET " + path + CLOSE + TOKEN + "\r\n");
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

  /** They take connections and say nothing. */
  @Test
  @Order(8)
  void everyEndpointAnswersThoughNoEtcdDoes() throws Exception {
    Map<String, String> requests = new TreeMap<>();
    for (ServiceProcess service : trio.processes()) {
      for (DamagedRequests.Endpoint endpoint : endpoints(service)) {
        String path = endpoint.path().replaceAll("\\{[^}]*}", trio.operation());
        if (!path.endsWith("/events")) {
          requests.put(
              service.address() + " " + endpoint.method() + " " + path,
              endpoint.method()
                  + " "
                  + path
                  + CLOSE
                  + TOKEN
                  + JSON
                  + "Content-Length: 2\r\n\r\n{}");
        }
      }
    }
    Map<String, Integer> answered = new ConcurrentSkipListMap<>();
    trio.etcds().sourceProcess().suspend();
    trio.etcds().targetProcess().suspend();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ServiceProcess service : trio.processes()) {
        requests.forEach(
            (name, request) -> {
              if (name.startsWith(service.address() + " ")) {
                callers.submit(() -> answered.put(name, ask(service, request).status()));
              }
            });
      }
    } finally {
      trio.etcds().sourceProcess().resume();
      trio.etcds().targetProcess().resume();
    }

    assertThat(answered.keySet()).containsExactlyElementsOf(requests.keySet());
    assertThat(answered).doesNotContainValue(0).hasSizeGreaterThan(30);
    trio.processes().forEach(HostileCallersTest::assertAnswers);
  }

  private static List<DamagedRequests.Endpoint> endpoints(ServiceProcess service)
      throws IOException {
    return DamagedRequests.of(
        new ObjectMapper()
            .readTree(ask(service, "GET /q/openapi?format=json" + CLOSE + "\r\n").body()));
  }

  private static List<String> paths(ServiceProcess service) throws IOException {
    List<String> paths = new ArrayList<>(List.of("/q/metrics", "/q/health", "/metrics", "/"));
    endpoints(service).stream()
        .filter(endpoint -> endpoint.method().equals("GET") && !endpoint.path().endsWith("events"))
        .map(endpoint -> endpoint.path().replaceAll("\\{[^}]*}", trio.operation()))
        .forEach(paths::add);
    paths.add("/api/v1/explain?key=/registry/secrets/app-1/canary");
    return paths;
  }

  private static RawHttp.Answer ask(ServiceProcess service, String request) throws IOException {
    try (RawHttp caller = RawHttp.to(service)) {
      return caller.send(request).answer();
    }
  }

  private static String checked() throws IOException {
    return ask(trio.services().monitor(), "GET /check" + CLOSE + "\r\n").body();
  }

  private static void assertAnswers(ServiceProcess service) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> ask(service, "GET /q/health/live" + CLOSE + "\r\n").status() == OK);
  }
}
