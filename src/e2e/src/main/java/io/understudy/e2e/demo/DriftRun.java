package io.understudy.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.e2e.FailoverClient;
import io.understudy.e2e.SiteServices;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Somebody writes on the standby past the mirror: one object is changed, one deleted. The check has
 * to find both and say why, and a repair has to put them right.
 */
final class DriftRun {

  private static final String OBJECTS = "/registry/configmaps/";
  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  private final DemoSites sites;
  private final Screen screen;

  DriftRun(DemoSites sites, Screen screen) {
    this.sites = sites;
    this.screen = screen;
  }

  /**
   * @throws IllegalStateException if it is not found, explained and repaired; says what is so
   */
  void findAndRepair() {
    List<KeyValue> there =
        sites.standbyClient().all(0).values().stream()
            .filter(kv -> kv.key().utf8().startsWith(OBJECTS))
            .limit(2)
            .toList();
    Bytes changed = there.getFirst().key();
    Bytes deleted = there.getLast().key();
    sites.standbyClient().put(changed, there.getLast().value());
    sites.standbyClient().delete(deleted);
    screen.say("drift: somebody changes " + changed.utf8() + " on the standby");
    screen.say("drift: somebody deletes " + deleted.utf8() + " there");
    String address = sites.services().monitor().address();
    try (FailoverClient monitor = new FailoverClient(address, SiteServices.TOKEN)) {
      JsonNode check = check(monitor, "inconsistent");
      require(check, "different", changed);
      require(check, "missed", deleted);
      screen.say(
          "drift: check %s found it: %d different, %d missed"
              .formatted(
                  check.path("id").asText(),
                  check.at("/counts/different").asLong(),
                  check.at("/counts/missed").asLong()));
      for (JsonNode cause : check.path("causes")) {
        screen.say(
            "  %s (%s)".formatted(cause.path("cause").asText(), cause.path("example").asText()));
      }
      repair(monitor, check.path("id").asText());
      check(monitor, "consistent");
    }
    screen.say("drift: repaired; both etcds are equal again");
  }

  /** Asks for checks until one comes to that. */
  private static JsonNode check(FailoverClient monitor, String result) {
    JsonNode[] last = {FailoverClient.object()};
    try {
      Awaitility.await()
          .atMost(TIMEOUT)
          .pollInterval(EVERY)
          .until(
              () -> {
                JsonNode newest = monitor.get("/api/v1/checks?limit=1").body().at("/checks/0");
                last[0] = newest;
                boolean isSo = newest.path("result").asText().equals(result);
                if (!isSo) {
                  monitor.post("/api/v1/checks", FailoverClient.object());
                }
                return isSo;
              });
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException("no check was " + result + ", the last is " + last[0], late);
    }
    return monitor.get("/api/v1/checks/" + last[0].path("id").asText()).body();
  }

  private static void require(JsonNode check, String list, Bytes key) {
    for (JsonNode each : check.path(list)) {
      if (each.asText().equals(key.utf8())) {
        return;
      }
    }
    throw new IllegalStateException(key.utf8() + " is not among the " + list + " keys of " + check);
  }

  private static void repair(FailoverClient monitor, String check) {
    String path = "/api/v1/checks/" + check + "/repair";
    FailoverClient.Answer[] last = {new FailoverClient.Answer(0, FailoverClient.object())};
    try {
      Awaitility.await()
          .atMost(TIMEOUT)
          .pollInterval(EVERY)
          .until(
              () -> {
                last[0] = monitor.post(path, FailoverClient.object());
                if (last[0].status() != ACCEPTED && last[0].status() != OK) {
                  throw new IllegalStateException("the repair is refused: " + last[0]);
                }
                return last[0].status() == OK;
              });
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException("the repair does not end: " + last[0], late);
    }
  }
}
