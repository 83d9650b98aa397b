package io.understudy.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.Checkpoint;
import io.understudy.e2e.FailoverClient;
import io.understudy.e2e.SiteServices;
import io.understudy.e2e.chaos.Fault.Victim;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits until everything is well again, and says what does not become so. */
final class AfterTheHeal {

  private static final Duration PATIENCE = Duration.ofSeconds(300);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int OK = 200;

  private final ChaosSites sites;

  AfterTheHeal(ChaosSites sites) {
    this.sites = sites;
  }

  private interface Condition {
    boolean holds();
  }

  /** The target claims to equal the source as it is now. */
  List<String> lag() {
    long revision = sites.source().revision();
    return within(
        "LAG: the target has not come to source revision " + revision,
        () ->
            sites
                .target()
                .get(ChaosSites.KEYS.checkpoint())
                .map(kv -> Checkpoint.fromJson(kv.value()))
                .filter(c -> c.phase() == Checkpoint.Phase.TAIL && !c.inParts())
                .filter(c -> c.watermark() >= revision)
                .isPresent());
  }

  /** Before anything goes wrong monitor-service has proved a watermark. */
  List<String> firstCheck() {
    return equal(0);
  }

  /**
   * The target follows, no service has ended by itself, monitor-service finds what it should, and
   * all answer.
   *
   * @param standbyOwn keys in scope that only the target has
   */
  List<String> stays(int standbyOwn) {
    List<String> found = new ArrayList<>(lag());
    found.addAll(equal(standbyOwn));
    found.addAll(services());
    return found;
  }

  /** No service has ended by itself, and all answer and know that their site is the primary. */
  List<String> promoted() {
    List<String> found = new ArrayList<>(services());
    try (FailoverClient sync = client(new Victim.Mirror(0))) {
      found.addAll(
          within(
              "PROMOTED: sync-service does not say so",
              () -> sync.get("/api/v1/status").body().toString().contains("promoted")));
    }
    return found;
  }

  private List<String> services() {
    List<String> found = new ArrayList<>();
    sites.ended().forEach(ended -> found.add("ENDED: " + ended));
    try (FailoverClient failover = client(new Victim.Failover());
        FailoverClient monitor = client(new Victim.Monitor())) {
      found.addAll(within("FAILOVER: it does not answer", failover::isUp));
      found.addAll(
          within(
              "MONITOR: it does not answer",
              () -> monitor.get("/api/v1/checks?limit=1").status() == OK));
    }
    return found;
  }

  private List<String> equal(int standbyOwn) {
    Instant now = Instant.now();
    try (FailoverClient monitor = client(new Victim.Monitor())) {
      return within(
          "MONITOR: it does not find both sides equal but for the standby's own",
          () -> isEqual(monitor, now, standbyOwn));
    }
  }

  /** Asks for a full check, and looks at the last one that was done. */
  private static boolean isEqual(FailoverClient monitor, Instant since, int standbyOwn) {
    monitor.post("/api/v1/checks", FailoverClient.object().put("full", true));
    JsonNode last = monitor.get("/api/v1/checks?limit=1").body().path("checks").path(0);
    JsonNode counts = last.path("counts");
    return last.path("full").asBoolean()
        && Instant.parse(last.path("startedAt").asText()).isAfter(since)
        && counts.path("surplus").asInt() == standbyOwn
        && counts.path("missed").asInt(-1) == 0
        && counts.path("different").asInt(-1) == 0
        && counts.path("cannot-compare").asInt(-1) == 0;
  }

  private FailoverClient client(Victim service) {
    return new FailoverClient(sites.service(service).process().address(), SiteServices.TOKEN);
  }

  private static List<String> within(String otherwise, Condition condition) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(EVERY)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(condition::holds);
      return List.of();
    } catch (ConditionTimeoutException late) {
      return List.of(otherwise + " within " + PATIENCE.toSeconds() + " s");
    }
  }
}
