package io.understudy.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.ControlKeys;
import io.understudy.testkit.Captures;
import io.understudy.testkit.DnsServer;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Two sites, each with an etcd, a load balancer and API servers, and the standby's services, whose
 * failover-service can be killed all along an operation.
 */
final class KilledSites implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(480);

  private static final ControlKeys KEYS = TwoEtcds.KEYS;

  private final Path folder;
  private final TestCa ca;
  private final FencedSite old = FencedSite.start("primary", "127.0.0.1");
  private final FencedSite next = FencedSite.start("standby", "127.0.0.2");
  private final DnsServer dns = DnsServer.start("example.test", "platform 1 A 127.0.0.1");
  private final WebhookReceiver receiver = WebhookReceiver.start();
  private final FaultLink link = FaultLink.to(next.etcd().endpoint());
  private final SiteCluster oldCluster;
  private final SiteCluster nextCluster;
  private final SiteServices services;
  private Optional<SiteServices> behind = Optional.empty();

  /**
   * @param folder for logs and secrets, made
   */
  KilledSites(Path folder) {
    this.folder = folder(folder);
    this.ca = new TestCa(folder, "ca");
    old.client().load(Captures.registry(Captures.REGISTRY));
    // The captured control plane has none.
    old.client().put("/registry/leases/kube-system/kube-scheduler", "held before");
    oldCluster = SiteCluster.start("primary", old.client(), ca, "127.0.1.1", folder);
    nextCluster = SiteCluster.start("standby", next.client(), ca, "127.0.2.1", folder);
    nextCluster.pod(KilledRunbook.NAMESPACE, "web-a", Map.of("app", "web"));
    nextCluster.pod(KilledRunbook.NAMESPACE, "web-b", Map.of("app", "web"));
    SiteSetup setup =
        SiteSetup.at(next, old, folder)
            .with("UNDERSTUDY_LEADER_TTL_SECONDS", "60")
            .withFailover("UNDERSTUDY_TARGET_ENDPOINTS", link.endpoint())
            .withFailover("UNDERSTUDY_RUN_TURN_TTL_SECONDS", "2")
            .withFailover("UNDERSTUDY_KUBERNETES_TIMEOUT_MS", "30000")
            .withFailover("UNDERSTUDY_ORPHANS_EXPORT_FILE", exported().toString())
            .withFailover("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
    for (var setting : nextCluster.as("STANDBY").entrySet()) {
      setup = setup.withFailover(setting.getKey(), setting.getValue());
    }
    services = SiteServices.start(setup);
  }

  private static Path folder(Path folder) {
    try {
      return Files.createDirectory(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts failover-service once the mirror is sound. */
  void start() {
    services.awaitSound();
    services.startFailover(KilledRunbook.of(this, folder, services.sync().address()));
  }

  /** The old primary's API servers can be asked from now on, or rather when it is started next. */
  void configureOldCluster() {
    oldCluster.as("PRIMARY").forEach(services::configureFailover);
  }

  FencedSite old() {
    return old;
  }

  FencedSite next() {
    return next;
  }

  DnsServer dns() {
    return dns;
  }

  WebhookReceiver receiver() {
    return receiver;
  }

  SiteCluster oldCluster() {
    return oldCluster;
  }

  SiteCluster nextCluster() {
    return nextCluster;
  }

  SiteServices services() {
    return services;
  }

  /** Where orphans go. */
  Path exported() {
    return folder.resolve("orphans.jsonl");
  }

  /** Users of the old primary's API server, who do not give up while it is frozen. */
  AckedWriters users(int count) {
    String address = oldCluster.servers().getFirst().address();
    return new AckedWriters(count, i -> new ApiUsers(ca, address));
  }

  /**
   * The old primary's own services, which mirror from the new one; failover-service is told of them
   * when it is started next.
   */
  void installBehind() {
    SiteServices started =
        SiteServices.startMirror(
            SiteSetup.at(old, next, folder).with("UNDERSTUDY_LEADER_TTL_SECONDS", "60"));
    behind = Optional.of(started);
    services.configureFailover("UNDERSTUDY_PEER_SYNC_URL", started.sync().address());
    services.configureFailover("UNDERSTUDY_PEER_SYNC_TOKEN_FILE", started.tokenFile().toString());
    services.killFailover();
    services.startFailover();
  }

  /** One process from the beginning to the end. */
  JsonNode alone(String verb) {
    return finish(services.failover().begin(verb, PATIENCE));
  }

  /** Begins a run, which no process survives, until there is nothing new to be killed for. */
  JsonNode dying(String verb, JournalKills deaths) {
    link.inspect(deaths);
    deaths.of(services.failoverProcess());
    await().atMost(PATIENCE).until(() -> isBegunOrDead(verb));
    awaitDeath(deaths);
    while (!deaths.hasKilledFor(JournalKills.END)) {
      deaths.of(services.launchFailover());
      awaitDeath(deaths);
    }
    deaths.end();
    services.startFailover();
    return finish(deaths.run());
  }

  JournalKills deaths() {
    return new JournalKills(next.client(), KEYS);
  }

  private JsonNode finish(String run) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () -> {
              approveIfAsked(run);
              JsonNode seen = services.failover().operation(run);
              return !Set.of("running", "waiting").contains(seen.path("state").asText());
            });
    return services.failover().awaitEnd(run, PATIENCE);
  }

  /** Whoever begins a run does not learn it: the process dies before it can answer. */
  private boolean isBegunOrDead(String verb) {
    try {
      FailoverClient client = services.failover();
      JsonNode plan = client.plan(verb);
      ObjectNode request = FailoverClient.request(plan);
      if (plan.hasNonNull("acceptDataLoss")) {
        request.putObject("acceptDataLoss").put("watermark", plan.path("acceptDataLoss").asLong());
      }
      if (verb.equals("reprotect")) {
        request.put(
            "confirm", client.get("/api/v1/orphans?limit=10000").body().path("digest").asText());
      }
      return client.begin(request).body().hasNonNull("id");
    } catch (UncheckedIOException dead) {
      return true;
    }
  }

  private void awaitDeath(JournalKills deaths) {
    FailoverService process = services.failoverProcess();
    try {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                if (deaths.entries().contains("step-done " + KilledRunbook.BEFORE_APPROVED)) {
                  approveIfAsked(deaths.run());
                }
                return !process.isRunning();
              });
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

  /** Whether it is listened to is seen by what comes of it. */
  private void approveIfAsked(String run) {
    try {
      FailoverClient client = services.failover();
      String waits = client.operation(run).path("waitsFor").path("step").asText();
      if (waits.equals(KilledRunbook.APPROVED)) {
        client.say(run, "approve", waits, "");
      }
    } catch (UncheckedIOException dead) {
      return;
    }
  }

  /** Of an operation's steps, by name. */
  static Map<String, String> phases(JsonNode operation) {
    Map<String, String> phases = new TreeMap<>();
    operation
        .path("steps")
        .forEach(step -> phases.put(step.path("name").asText(), step.path("phase").asText()));
    return phases;
  }

  @Override
  public void close() {
    services.close();
    behind.ifPresent(SiteServices::close);
    link.close();
    oldCluster.close();
    nextCluster.close();
    receiver.close();
    dns.close();
    next.close();
    old.close();
  }
}
