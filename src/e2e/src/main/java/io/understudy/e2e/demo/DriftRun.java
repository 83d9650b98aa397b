package io.understudy.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.e2e.FailoverClient;
import io.understudy.e2e.SiteServices;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Somebody writes on the standby past the mirror: one object is changed, one deleted. The check has
 * to find both and say why, and a repair has to put them right.
 */
final class DriftRun {

  private static final String OBJECTS = "/registry/configmaps/";
  private static final Duration TIMEOUT = Duration.ofSeconds(480);
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final int OK = 200;

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
      JsonNode check =
          check(
              monitor,
              "inconsistent, with both keys",
              found ->
                  result(found, "inconsistent")
                      && has(found, "different", changed)
                      && has(found, "missed", deleted));
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
      check(monitor, "consistent", found -> result(found, "consistent"));
    }
    screen.say("drift: repaired; both etcds are equal again");
  }

  /** Asks for checks until one comes to that: one that is under way may have begun before. */
  private static JsonNode check(FailoverClient monitor, String result, Predicate<JsonNode> wanted) {
    JsonNode[] last = {FailoverClient.object()};
    try {
      Awaitility.await()
          .atMost(TIMEOUT)
          .pollInterval(EVERY)
          .until(
              () -> {
                String newest =
                    monitor.get("/api/v1/checks?limit=1").body().at("/checks/0/id").asText();
                if (!newest.isEmpty()) {
                  last[0] = monitor.get("/api/v1/checks/" + newest).body();
                }
                boolean isSo = wanted.test(last[0]);
                if (!isSo) {
                  monitor.post("/api/v1/checks", FailoverClient.object());
                }
                return isSo;
              });
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException("no check was " + result + ", the last is " + last[0], late);
    }
    return last[0];
  }

  private static boolean result(JsonNode check, String result) {
    return check.path("result").asText().equals(result);
  }

  private static boolean has(JsonNode check, String list, Bytes key) {
    for (JsonNode each : check.path(list)) {
      if (each.asText().equals(key.utf8())) {
        return true;
      }
    }
    return false;
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
                return last[0].status() == OK;
              });
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException("the repair does not end: " + last[0], late);
    }
  }
}
