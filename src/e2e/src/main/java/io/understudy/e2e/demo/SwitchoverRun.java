package io.understudy.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.e2e.AckedWriters;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A switchover under write load by the three services. Users write the primary through HAProxy,
 * whose port is closed on the way: that is the fence.
 */
final class SwitchoverRun {

  private static final int USERS = 4;
  private static final int WRITES_BEFORE = 200;
  private static final Duration WRITING_TIMEOUT = Duration.ofSeconds(480);

  private final DemoSites sites;
  private final Screen screen;
  private final OperationRun operations;

  SwitchoverRun(DemoSites sites, Screen screen) {
    this.sites = sites;
    this.screen = screen;
    this.operations = new OperationRun(sites, screen);
  }

  /**
   * Switches over and holds what users were promised against the new primary's etcd.
   *
   * @return a line for each acknowledged write or deletion that it lacks
   * @throws IllegalStateException if it does not succeed, or nobody wrote meanwhile; says why
   */
  List<String> lostWrites() {
    screen.say("switchover: users write through their VIP, " + sites.usersEndpoint());
    AckedWriters users = new AckedWriters(sites.usersEndpoint(), USERS);
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
    int[] before = {0};
    JsonNode ended =
        operations.succeed(
            "switchover",
            () -> before[0] = users.acknowledged(),
            () -> "%,d writes".formatted(users.acknowledged()));
    if (users.acknowledged() <= before[0]) {
      throw new IllegalStateException("nobody could write during the switchover: no proof of it");
    }
    screen.say(
        "switchover: the new primary answered %.1f s after %s; %,d writes and deletes came meanwhile"
            .formatted(
                ended.path("rtoSeconds").asDouble(),
                ended.path("rtoFrom").asText(),
                users.acknowledged() - before[0]));
  }
}
