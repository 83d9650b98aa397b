package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.Captures;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.FaultLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One switchover, carried out by some fifty processes, and one failover by some forty: each is
 * killed with SIGKILL as soon as it has added something new to the journal, or has done a step and
 * not put that on record. What is left behind is what one process alone leaves behind.
 */
class KillEachEntryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(480);
  private static final ControlKeys KEYS = TwoEtcds.KEYS;
  private static final int WRITERS = 2;
  private static final int WRITES_BEFORE = 100;

  @TempDir private Path directory;

  /**
   * What a run leaves behind.
   *
   * @param phases of the steps by name
   * @param zone records of the DNS server
   * @param ports of the primary's load balancer that take connections
   * @param termPuts how often the term was put
   * @param events what the webhook's receiver was told, each delivery with the same key once
   */
  private record Ending(
      String state,
      Map<String, String> phases,
      double rpoSeconds,
      List<String> zone,
      Set<String> ports,
      long terms,
      long termPuts,
      int events) {}

  /** What came of a run, and what it was killed for. */
  private record Story(
      Ending ending, Set<String> steps, List<String> kills, List<String> entries) {}

  @Test
  void whoeverGoesOnComesToTheSameEnd() throws Exception {
    Story alone = tell("switchover", false);
    Story killed = tell("switchover", true);

    assertThat(alone.ending().state()).isEqualTo("succeeded");
    assertThat(alone.ending().rpoSeconds()).isZero();
    assertThat(alone.ending().terms()).as("terms taken").isEqualTo(1);
    assertThat(alone.ending().termPuts()).as("puts of the term").isEqualTo(1);
    assertThat(alone.ending().events()).as("events told").isEqualTo(1);
    assertThat(alone.ending().ports()).as("ports that are open").containsExactly("other");
    assertThat(killed.ending()).isEqualTo(alone.ending());

    assertDiedOfEverything(killed);
  }

  /** The primary is dead before the plan, and stays so: nothing of it is asked any more. */
  @Test
  void soDoesAFailover() throws Exception {
    Story killed = tell("failover", true);

    assertThat(killed.ending().state()).isEqualTo("succeeded");
    assertThat(killed.ending().phases().values()).as("phases").containsOnly("done");
    assertThat(killed.ending().rpoSeconds()).as("since the last contact").isPositive();
    assertThat(killed.ending().zone()).anyMatch(record -> record.contains("127.0.0.2"));
    assertThat(killed.ending().ports()).as("ports that are open").containsExactly("other");
    assertThat(killed.ending().terms()).as("terms taken").isEqualTo(1);
    assertThat(killed.ending().termPuts()).as("puts of the term").isEqualTo(1);
    assertThat(killed.ending().events()).as("events told").isEqualTo(1);
    assertDiedOfEverything(killed);
  }

  private static void assertDiedOfEverything(Story killed) {
    Set<String> expected = new TreeSet<>();
    killed.entries().forEach(entry -> expected.add("entry: " + entry));
    killed.steps().forEach(step -> expected.add("done, not on record: " + step));
    assertThat(new TreeSet<>(killed.kills())).isEqualTo(expected);
    assertThat(killed.entries()).contains("begun", "taken-over", "ended succeeded");
    assertThat(killed.entries()).noneMatch(entry -> entry.startsWith("step-failed"));
  }

  private Story tell(String verb, boolean kills) throws IOException {
    Path folder = Files.createDirectory(directory.resolve(verb + (kills ? "-killed" : "-alone")));
    try (FencedSite primary = FencedSite.start("primary", "127.0.0.1");
        FencedSite standby = FencedSite.start("standby", "127.0.0.2");
        DnsServer dns = DnsServer.start("example.test", "platform 1 A 127.0.0.1");
        WebhookReceiver receiver = WebhookReceiver.start();
        FaultLink link = FaultLink.to(standby.etcd().endpoint())) {
      primary.client().load(Captures.registry(Captures.REGISTRY));
      SiteSetup setup =
          SiteSetup.at(standby, primary, folder)
              .with("UNDERSTUDY_LEADER_TTL_SECONDS", "60")
              .withFailover("UNDERSTUDY_TARGET_ENDPOINTS", link.endpoint())
              .withFailover("UNDERSTUDY_RUN_TURN_TTL_SECONDS", "2")
              .withFailover("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
      try (SiteServices services = SiteServices.start(setup)) {
        services.awaitSound();
        services.startFailover(
            KilledRunbook.of(verb, primary, dns, receiver, folder, services.sync().address()));
        JournalKills deaths = new JournalKills(standby.client(), KEYS);
        KeyValue before = standby.client().get(KEYS.term()).orElseThrow();
        try (AckedWriters users = new AckedWriters(primary.usersEndpoint(), WRITERS)) {
          await().atMost(PATIENCE).until(() -> users.acknowledged() > WRITES_BEFORE);
          boolean mayLose = verb.equals("failover");
          if (mayLose) {
            primary.etcd().kill();
          }
          String id =
              kills
                  ? dying(verb, services, link, deaths)
                  : services.failover().begin(verb, PATIENCE);
          JsonNode end = services.failover().awaitEnd(id, PATIENCE);

          assertThat(end.path("state").asText()).as("%s", end).isEqualTo("succeeded");
          if (!mayLose) {
            assertThat(users.lostIn(standby.client())).as("lost").isEmpty();
          }
          assertSameEvent(receiver.deliveries());
          KeyValue after = standby.client().get(KEYS.term()).orElseThrow();
          Map<String, String> phases = phases(end);
          return new Story(
              new Ending(
                  end.path("state").asText(),
                  phases,
                  end.path("rpoSeconds").asDouble(-1),
                  dns.records(),
                  openPorts(primary),
                  term(after) - term(before),
                  after.version() - before.version(),
                  (int) receiver.deliveries().stream().distinct().count()),
              phases.keySet(),
              deaths.reasons(),
              deaths.entries());
        }
      }
    }
  }

  /** Begins a run, which no process survives, until there is nothing new to be killed for. */
  private static String dying(
      String verb, SiteServices services, FaultLink link, JournalKills deaths) {
    link.inspect(deaths);
    deaths.of(services.failoverProcess());
    await().atMost(PATIENCE).until(() -> isBegunOrDead(verb, services));
    awaitDeath(services.failoverProcess(), deaths);
    while (!deaths.hasKilledFor(JournalKills.END)) {
      deaths.of(services.launchFailover());
      awaitDeath(services.failoverProcess(), deaths);
    }
    deaths.end();
    services.startFailover();
    return deaths.run();
  }

  /** Whoever begins a run does not learn it: the process dies before it can answer. */
  private static boolean isBegunOrDead(String verb, SiteServices services) {
    try {
      FailoverClient client = services.failover();
      JsonNode plan = client.plan(verb);
      ObjectNode request = FailoverClient.request(plan);
      if (plan.hasNonNull("acceptDataLoss")) {
        request.putObject("acceptDataLoss").put("watermark", plan.path("acceptDataLoss").asLong());
      }
      return client.begin(request).body().hasNonNull("id");
    } catch (UncheckedIOException dead) {
      return true;
    }
  }

  private static void awaitDeath(FailoverService process, JournalKills deaths) {
    try {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !process.isRunning());
    } catch (ConditionTimeoutException stuck) {
      throw new AssertionError(
          "nothing new after "
              + deaths.entries()
              + "\nkilled for "
              + deaths.reasons()
              + "\n"
              + process.logTail(20),
          stuck);
    }
  }

  private static Map<String, String> phases(JsonNode operation) {
    Map<String, String> phases = new TreeMap<>();
    operation
        .path("steps")
        .forEach(step -> phases.put(step.path("name").asText(), step.path("phase").asText()));
    return phases;
  }

  private static void assertSameEvent(List<WebhookReceiver.Delivery> deliveries) {
    assertThat(deliveries).isNotEmpty();
    assertThat(new HashSet<>(deliveries)).as("one key, one body").hasSize(1);
  }

  private static long term(KeyValue stored) {
    return TermRecord.fromJson(stored.value()).term();
  }

  private static Set<String> openPorts(FencedSite site) {
    Set<String> open = new TreeSet<>();
    if (takesConnections(site.proxy().port())) {
      open.add("users'");
    }
    if (takesConnections(site.proxy().otherPort())) {
      open.add("other");
    }
    return open;
  }

  private static boolean takesConnections(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }
}
