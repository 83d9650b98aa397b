package io.understudy.e2e;

import static io.understudy.e2e.KilledSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One switchover, carried out by some eighty processes, the reprotect after it by some thirty, and
 * one failover by some forty: each is killed with SIGKILL as soon as it has added something new to
 * the journal, or has done a step and not put that on record. What is left behind is what one
 * process alone leaves behind.
 */
class KillEachEntryTest {

  private static final ControlKeys KEYS = TwoEtcds.KEYS;
  private static final int WRITERS = 2;
  private static final int WRITES_BEFORE = 100;
  private static final Bytes LATE = Bytes.utf8("/registry/configmaps/load/late");

  @TempDir private Path directory;

  /**
   * What a run leaves behind.
   *
   * @param phases of the steps by name
   * @param zone records of the DNS server
   * @param ports of the load balancers that take connections
   * @param terms how often the term was taken
   * @param termPuts how often the term was put
   * @param events what the webhook's receiver was told, each delivery with the same key once
   * @param frozen whether the old primary is
   * @param deletedPods of the new primary
   * @param jobs that were made there
   */
  private record Ending(
      String state,
      Map<String, String> phases,
      double rpoSeconds,
      List<String> zone,
      Set<String> ports,
      long terms,
      long termPuts,
      int events,
      boolean frozen,
      long deletedPods,
      long jobs) {}

  @Test
  void whoeverGoesOnComesToTheSameEnd() throws IOException {
    Ending alone;
    try (KilledSites sites = new KilledSites(directory.resolve("alone"))) {
      alone = switchOver(sites, null);
    }
    assertThat(alone.state()).isEqualTo("succeeded");
    assertThat(alone.rpoSeconds()).isZero();
    assertThat(alone.terms()).as("terms taken").isEqualTo(1);
    assertThat(alone.termPuts()).as("puts of the term").isEqualTo(1);
    assertThat(alone.events()).as("events told").isEqualTo(1);
    assertThat(alone.ports()).containsExactly("primary's other", "standby's", "standby's other");
    assertThat(alone.frozen()).as("the old primary is frozen").isTrue();
    assertThat(alone.deletedPods()).as("pods deleted").isEqualTo(2);
    assertThat(alone.jobs()).as("jobs made").isEqualTo(1);

    try (KilledSites sites = new KilledSites(directory.resolve("killed"))) {
      JournalKills deaths = sites.deaths();
      Ending killed = switchOver(sites, deaths);
      assertThat(killed).isEqualTo(alone);
      assertDiedOfEverything(killed.phases().keySet(), deaths, "taken-over");
      reprotect(sites);
    }
  }

  private static Ending switchOver(KilledSites sites, @Nullable JournalKills deaths)
      throws IOException {
    sites.configureOldCluster();
    sites.start();
    sites.next().proxy().tell("disable frontend etcd");
    KeyValue before = sites.next().client().get(KEYS.term()).orElseThrow();
    try (AckedWriters users = sites.users(WRITERS)) {
      await().atMost(PATIENCE).until(() -> users.acknowledged() > WRITES_BEFORE);
      JsonNode end = deaths == null ? sites.alone("switchover") : sites.dying("switchover", deaths);
      assertThat(end.path("state").asText()).as("%s", end).isEqualTo("succeeded");
      assertThat(users.lostIn(sites.next().client())).as("lost").isEmpty();
      return ending(sites, end, before);
    }
  }

  /** Somebody wrote past the fence: what was confirmed is exported once, and dropped. */
  private static void reprotect(KilledSites sites) throws IOException {
    sites.old().client().put(LATE, Bytes.utf8("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\"}"));
    sites.installBehind();
    JournalKills deaths = sites.deaths();
    JsonNode end = sites.dying("reprotect", deaths);

    assertThat(end.path("state").asText()).as("%s", end).isEqualTo("succeeded");
    Map<String, String> phases = KilledSites.phases(end);
    assertThat(phases.values()).containsOnly("done");
    assertDiedOfEverything(phases.keySet(), deaths, "step-done drop-orphans");
    assertThat(sites.oldCluster().isFrozen()).as("the old primary is still frozen").isFalse();
    assertThat(openPorts(sites)).contains("primary's");
    assertThat(Files.readString(sites.exported())).contains(LATE.utf8());
    assertThat(term(sites.old().client().get(KEYS.term()).orElseThrow()).role())
        .isEqualTo(TermRecord.Role.STANDBY);
    RoundTrip.awaitCaughtUp(sites.old(), sites.next());
    assertThat(SiteContents.mirrored(SiteContents.visible(sites.old())))
        .as("mirrored the other way")
        .isEqualTo(SiteContents.mirrored(SiteContents.visible(sites.next())))
        .doesNotContainKey(LATE)
        .isNotEmpty();
  }

  /** The primary is dead before the plan, and stays so: nothing of it is asked any more. */
  @Test
  void soDoesAFailover() throws IOException {
    try (KilledSites sites = new KilledSites(directory.resolve("failover"))) {
      sites.start();
      KeyValue before = sites.next().client().get(KEYS.term()).orElseThrow();
      sites.old().etcd().kill();
      JournalKills deaths = sites.deaths();
      Ending killed = ending(sites, sites.dying("failover", deaths), before);

      assertThat(killed.state()).isEqualTo("succeeded");
      assertThat(killed.phases().values()).as("phases").containsOnly("done");
      assertThat(killed.rpoSeconds()).as("since the last contact").isPositive();
      assertThat(killed.zone()).anyMatch(record -> record.contains("127.0.0.2"));
      assertThat(killed.ports()).containsExactly("primary's other", "standby's", "standby's other");
      assertThat(killed.terms()).as("terms taken").isEqualTo(1);
      assertThat(killed.termPuts()).as("puts of the term").isEqualTo(1);
      assertThat(killed.events()).as("events told").isEqualTo(1);
      assertDiedOfEverything(killed.phases().keySet(), deaths, "taken-over");
    }
  }

  private static void assertDiedOfEverything(Set<String> steps, JournalKills deaths, String among) {
    Set<String> expected = new TreeSet<>();
    deaths.entries().forEach(entry -> expected.add("entry: " + entry));
    steps.forEach(step -> expected.add("done, not on record: " + step));
    assertThat(new TreeSet<>(deaths.reasons())).isEqualTo(expected);
    assertThat(deaths.entries()).contains("begun", among, "ended succeeded");
    assertThat(deaths.entries()).noneMatch(entry -> entry.startsWith("step-failed"));
  }

  private static Ending ending(KilledSites sites, JsonNode end, KeyValue before)
      throws IOException {
    List<WebhookReceiver.Delivery> deliveries = sites.receiver().deliveries();
    assertThat(deliveries).isNotEmpty();
    assertThat(new HashSet<>(deliveries)).as("one key, one body").hasSize(1);
    KeyValue after = sites.next().client().get(KEYS.term()).orElseThrow();
    return new Ending(
        end.path("state").asText(),
        KilledSites.phases(end),
        end.path("rpoSeconds").asDouble(-1),
        sites.dns().records(),
        openPorts(sites),
        term(after).term() - term(before).term(),
        after.version() - before.version(),
        (int) deliveries.stream().distinct().count(),
        sites.oldCluster().isFrozen(),
        sites.nextCluster().deletedPods(),
        sites.nextCluster().madeJobs());
  }

  private static TermRecord term(KeyValue stored) {
    return TermRecord.fromJson(stored.value());
  }

  private static Set<String> openPorts(KilledSites sites) {
    Set<String> open = new TreeSet<>();
    for (FencedSite site : List.of(sites.old(), sites.next())) {
      if (takesConnections(site.proxy().port())) {
        open.add(site.name() + "'s");
      }
      if (takesConnections(site.proxy().otherPort())) {
        open.add(site.name() + "'s other");
      }
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
