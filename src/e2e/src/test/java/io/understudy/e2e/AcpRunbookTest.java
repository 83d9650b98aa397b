package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runbook that is shipped, carried out from its first line to its last: what the guide asks for
 * after the first copy, a switchover under load, and the old primary made the standby.
 */
class AcpRunbookTest {

  private static final Duration PATIENCE = Duration.ofSeconds(480);
  private static final Pattern NAME = Pattern.compile("(?m)^- name: (\\S+)$");
  private static final Bytes LATE = Bytes.utf8("/registry/configmaps/load/late");
  private static final int WRITERS = 2;
  private static final int WRITES_BEFORE = 100;

  @TempDir private Path directory;

  private final Set<String> done = new TreeSet<>();
  private final List<String> approved = new ArrayList<>();
  private AcpSites sites;

  @BeforeEach
  void start() throws IOException {
    sites = new AcpSites(directory);
    sites.platformPods();
    sites.atB().awaitSound();
    sites.atB().startFailover(sites.runbook());
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  @Test
  void everyStepOfItIsCarriedOut() throws IOException {
    carryOut("settle");
    assertThat(sites.clusterB().deletedPods()).as("pods restarted").isEqualTo(2);

    try (AckedWriters users = sites.users(WRITERS)) {
      await().atMost(PATIENCE).until(() -> users.acknowledged() > WRITES_BEFORE);
      JsonNode switchover = carryOut("switchover");
      assertThat(switchover.path("rpoSeconds").asDouble(-1)).isZero();
      assertThat(users.areWriting()).as("users still try").isTrue();
      assertThat(users.lostIn(sites.etcds().target())).as("lost").isEmpty();
    }
    assertThat(approved)
        .containsExactly(
            "confirm-templates", "api-servers-restarted", "look-at-the-page", "restart-warlock");
    assertThat(sites.clusterA().isFrozen()).isTrue();
    assertThat(takesConnections(sites.proxyA().port())).as("2379 of the old primary").isFalse();
    assertThat(takesConnections(sites.proxyB().port())).as("2379 of the new one").isFalse();
    assertThat(sites.dns().records()).anyMatch(line -> line.contains(ReadySites.STANDBY_VIP));
    assertThat(sites.clusterB().deletedPods()).as("pods restarted").isEqualTo(5);

    sites.etcds().source().put(LATE, Bytes.utf8("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\"}"));
    try (SiteServices atA = sites.startAtA()) {
      reprotect(atA);
    }
    assertThat(done).isEqualTo(names());
  }

  /** 2379 of the old primary is opened by hand before, as its etcd is read by it. */
  private void reprotect(SiteServices atA) throws IOException {
    SiteServices atB = sites.atB();
    atB.configureFailover("UNDERSTUDY_PEER_SYNC_URL", atA.sync().address());
    atB.configureFailover("UNDERSTUDY_PEER_SYNC_TOKEN_FILE", atA.tokenFile().toString());
    atB.killFailover();
    atB.startFailover();
    sites.proxyA().tell("enable frontend etcd");

    carryOut("reprotect");
    assertThat(sites.clusterA().isFrozen()).isFalse();
    assertThat(takesConnections(sites.proxyB().port())).as("2379 of the new primary").isTrue();
    assertThat(Files.readString(sites.exported())).contains(LATE.utf8());
    TermRecord atOld =
        TermRecord.fromJson(sites.etcds().source().get(TwoEtcds.KEYS.term()).orElseThrow().value());
    assertThat(atOld.role()).isEqualTo(TermRecord.Role.STANDBY);
    await().atMost(PATIENCE).until(() -> sites.etcds().source().get(LATE).isEmpty());
  }

  /** Begins it, says yes to whatever a person is asked, and waits for its end. */
  private JsonNode carryOut(String verb) {
    FailoverClient client = sites.atB().failover();
    String run =
        client.begin(
            verb,
            (plan, request) -> {
              if (verb.equals("reprotect")) {
                request.put("confirm", orphans(client).path("digest").asText());
              }
            },
            PATIENCE);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonNode seen = client.operation(run);
              String waitsFor = seen.path("waitsFor").path("step").asText();
              if (!waitsFor.isEmpty()) {
                approve(client, run, waitsFor, seen);
              }
              return !Set.of("running", "waiting").contains(seen.path("state").asText());
            });
    JsonNode end = client.operation(run);
    assertThat(end.path("state").asText()).as("%s", end).isEqualTo("succeeded");
    end.path("steps")
        .forEach(
            step -> {
              assertThat(step.path("phase").asText()).as("%s", step).isEqualTo("done");
              done.add(step.path("name").asText());
            });
    return end;
  }

  private static JsonNode orphans(FailoverClient client) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () -> client.get("/api/v1/orphans?limit=10000"),
            answer -> answer.status() == 200 && !answer.body().path("orphans").isEmpty())
        .body();
  }

  private void approve(FailoverClient client, String run, String step, JsonNode seen) {
    if (step.equals("api-servers-restarted")) {
      sites.clusterB().restart();
    }
    FailoverClient.Answer answer = client.say(run, "approve", step, "");
    assertThat(answer.status()).as("%s to %s", answer, seen).isEqualTo(200);
    approved.add(step);
    await()
        .atMost(PATIENCE)
        .until(() -> !client.operation(run).path("waitsFor").path("step").asText().equals(step));
  }

  /** All of it, but for what only a failover does. */
  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    NAME.matcher(sites.runbook()).results().forEach(found -> names.add(found.group(1)));
    assertThat(names.remove("close-2379-lost")).isTrue();
    return names;
  }

  private static boolean takesConnections(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }
}
