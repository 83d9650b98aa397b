package io.understudy.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.e2e.FailoverClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Operations of failover-service, told step by step as they go on. */
final class OperationRun {

  private static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(480);
  private static final Duration TIMEOUT = Duration.ofSeconds(480);
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Set<String> TOLD = Set.of("done", "undone");

  private final DemoSites sites;
  private final Screen screen;

  /** Steps that were told, with their state. */
  private final Map<String, String> told = new HashMap<>();

  OperationRun(DemoSites sites, Screen screen) {
    this.sites = sites;
    this.screen = screen;
  }

  /**
   * Plans, begins and follows one.
   *
   * @param begun is run once it is on record
   * @param meanwhile what is shown beside a step that goes on
   * @return how it stands at the end
   * @throws IllegalStateException if it does not succeed; says how it stands
   */
  JsonNode succeed(String verb, Runnable begun, Supplier<String> meanwhile) {
    FailoverClient failover = sites.services().failover();
    String id = failover.begin(verb, BEGIN_TIMEOUT);
    begun.run();
    told.clear();
    JsonNode[] last = {failover.operation(id)};
    try {
      Awaitility.await()
          .atMost(TIMEOUT)
          .pollInterval(EVERY)
          .until(
              () -> {
                last[0] = failover.operation(id);
                tell(last[0], meanwhile);
                return !last[0].path("state").asText().equals("running");
              });
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException(
          "the %s has not ended in %d s: %s".formatted(verb, TIMEOUT.toSeconds(), last[0]), late);
    }
    if (!last[0].path("state").asText().equals("succeeded")) {
      throw new IllegalStateException("the " + verb + " has not succeeded: " + last[0]);
    }
    return last[0];
  }

  private void tell(JsonNode operation, Supplier<String> meanwhile) {
    for (JsonNode step : operation.path("steps")) {
      String name = step.path("name").asText();
      String phase = step.path("phase").asText();
      if (TOLD.contains(phase) && !phase.equals(told.put(name, phase))) {
        screen.say(
            "  %-20s %4.1f s  %s"
                .formatted(name, step.path("seconds").asDouble(), step.path("summary").asText()));
      } else if (phase.equals("began")) {
        screen.show("  %-20s ...  %s".formatted(name, meanwhile.get()));
      }
    }
  }
}
