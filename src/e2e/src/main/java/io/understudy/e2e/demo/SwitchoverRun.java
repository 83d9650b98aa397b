package io.understudy.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.e2e.AckedWriters;
import io.understudy.e2e.FailoverClient;
import io.understudy.e2e.RunbookText;
import io.understudy.e2e.SiteServices;
import io.understudy.testkit.HaProxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A switchover under write load by the three services. Users write the primary through HAProxy,
 * whose port is closed on the way: that is the fence.
 */
final class SwitchoverRun {

  private static final int USERS = 4;
  private static final int WRITES_BEFORE = 200;
  private static final Duration WRITING_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(120);
  private static final Duration TIMEOUT = Duration.ofSeconds(300);
  private static final Duration EVERY = Duration.ofMillis(100);

  private final DemoSites sites;
  private final Screen screen;

  /** Steps that were told, with their state. */
  private final Map<String, String> told = new LinkedHashMap<>();

  SwitchoverRun(DemoSites sites, Screen screen) {
    this.sites = sites;
    this.screen = screen;
  }

  /**
   * Switches over and holds what users were promised against the new primary's etcd.
   *
   * @return a line for each acknowledged write or deletion that it lacks
   * @throws IllegalStateException if it does not succeed, or nobody wrote meanwhile; says why
   */
  List<String> lostWrites() {
    try (HaProxy proxy = HaProxy.before(sites.primary().address())) {
      startServices(proxy);
      AckedWriters users = new AckedWriters("http://127.0.0.1:" + proxy.port(), USERS);
      try (users) {
        awaitWrites(users);
        switchOver(users);
      }
      // They have ended: nothing more is acknowledged.
      screen.say(
          "switchover: %,d acknowledged writes and %,d deletes are looked for in the new primary"
              .formatted(users.present().size(), users.gone().size()));
      return users.lostIn(sites.standbyClient());
    }
  }

  private void startServices(HaProxy proxy) {
    SiteServices services = sites.services();
    screen.say("switchover: starting monitor-service and failover-service");
    services.startMonitor();
    services.startFailover(
        new RunbookText()
            .lookBefore()
            .fence(RunbookText.vip("primary", proxy))
            .takeOver()
            .answers(services.sync().address() + "/q/health/live")
            .toString());
    services.awaitSound();
    screen.say(
        "switchover: users write through HAProxy on port %d; monitor-service %s, failover-service %s"
            .formatted(
                proxy.port(), services.monitor().address(), services.failoverProcess().address()));
  }

  private void awaitWrites(AckedWriters users) {
    try {
      Awaitility.await().atMost(WRITING_TIMEOUT).until(() -> users.acknowledged() > WRITES_BEFORE);
    } catch (ConditionTimeoutException slow) {
      throw new IllegalStateException(
          "only %d writes were acknowledged in %d s"
              .formatted(users.acknowledged(), WRITING_TIMEOUT.toSeconds()),
          slow);
    }
  }

  private void switchOver(AckedWriters users) {
    FailoverClient failover = sites.services().failover();
    String id = failover.begin("switchover", BEGIN_TIMEOUT);
    int before = users.acknowledged();
    JsonNode ended = follow(failover, id, users);
    if (!ended.path("state").asText().equals("succeeded")) {
      throw new IllegalStateException("the switchover has not succeeded: " + ended);
    }
    if (users.acknowledged() <= before) {
      throw new IllegalStateException("nobody could write during the switchover: no proof of it");
    }
    screen.say(
        "switchover: the new primary answered %.1f s after %s; %,d writes and deletes came meanwhile"
            .formatted(
                ended.path("rtoSeconds").asDouble(),
                ended.path("rtoFrom").asText(),
                users.acknowledged() - before));
  }

  private JsonNode follow(FailoverClient failover, String id, AckedWriters users) {
    JsonNode[] last = {failover.operation(id)};
    try {
      Awaitility.await()
          .atMost(TIMEOUT)
          .pollInterval(EVERY)
          .until(
              () -> {
                last[0] = failover.operation(id);
                tell(last[0], users);
                return !last[0].path("state").asText().equals("running");
              });
      return last[0];
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException(
          "the switchover has not ended in %d s: %s".formatted(TIMEOUT.toSeconds(), last[0]), late);
    }
  }

  private void tell(JsonNode operation, AckedWriters users) {
    for (JsonNode step : operation.path("steps")) {
      String name = step.path("name").asText();
      String phase = step.path("phase").asText();
      if (phase.equals("done") && !phase.equals(told.put(name, phase))) {
        screen.say(
            "  %-15s %4.1f s  %s"
                .formatted(name, step.path("seconds").asDouble(), step.path("summary").asText()));
      } else if (phase.equals("began")) {
        screen.show("  %-15s ...  %,d writes".formatted(name, users.acknowledged()));
      }
    }
  }
}
