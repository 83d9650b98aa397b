package io.understudy.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.e2e.FailoverClient;
import io.understudy.e2e.FailoverClient.Answer;
import io.understudy.e2e.SiteServices;
import io.understudy.e2e.chaos.ChaosPlan.Ending;
import io.understudy.e2e.chaos.Fault.Victim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * An operator who switches or fails over and does not give in: what is refused is asked for again,
 * an operation that waits for a word is told to try again, one that has cancelled itself is begun
 * again.
 */
final class TakeOver {

  private static final Duration PATIENCE = Duration.ofSeconds(420);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Set<String> SETTLED = Set.of("pending", "done", "ignored");

  private final ChaosSites sites;
  private final Timeline timeline;
  private final String verb;
  private String state = "not begun";

  TakeOver(ChaosSites sites, Ending ending, Timeline timeline) {
    this.sites = sites;
    this.timeline = timeline;
    this.verb = ending.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns when it has succeeded.
   *
   * @return what is wrong if it has not
   */
  List<String> carryOut() {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(EVERY)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(this::isDone);
      return List.of();
    } catch (ConditionTimeoutException late) {
      return List.of(
          "OPERATION: no %s within %d s: %s".formatted(verb, PATIENCE.toSeconds(), state));
    }
  }

  /** The process may be another one at each look. */
  private boolean isDone() {
    try (FailoverClient failover =
        new FailoverClient(
            sites.service(new Victim.Failover()).process().address(), SiteServices.TOKEN)) {
      Optional<JsonNode> last = last(failover);
      String stands = last.map(operation -> operation.path("state").asText()).orElse("none");
      switch (stands) {
        case "succeeded" -> {
          say("succeeded");
          return true;
        }
        case "none", "cancelled" -> begin(failover);
        case "waiting" -> retry(failover, last.orElseThrow());
        default -> say(stands + underWay(failover, last.orElseThrow()));
      }
      return false;
    }
  }

  private Optional<JsonNode> last(FailoverClient failover) {
    Answer answer = failover.get("/api/v1/operations");
    if (answer.status() != 200) {
      throw new UncheckedIOException(new IOException("operations: " + answer));
    }
    return Optional.of(answer.body().path("operations").path(0)).filter(JsonNode::isObject);
  }

  private void begin(FailoverClient failover) {
    Answer planned = failover.post("/api/v1/plans", FailoverClient.object().put("verb", verb));
    if (planned.status() != 200) {
      say("not planned: " + planned.body().path("detail").asText());
      return;
    }
    JsonNode plan = planned.body();
    ObjectNode request = FailoverClient.request(plan);
    if (plan.hasNonNull("acceptDataLoss")) {
      request.putObject("acceptDataLoss").put("watermark", plan.path("acceptDataLoss").asLong());
    }
    Answer begun = failover.post("/api/v1/operations", request);
    say(begun.body().hasNonNull("id") ? "begun" : "not begun: " + begun.body());
  }

  /** The steps that have begun and are not done, and why they are not. */
  private static String underWay(FailoverClient failover, JsonNode operation) {
    StringBuilder steps = new StringBuilder();
    String id = operation.path("id").asText();
    for (JsonNode step : failover.get("/api/v1/operations/" + id).body().path("steps")) {
      String phase = step.path("phase").asText();
      if (!SETTLED.contains(phase)) {
        steps.append(
            ", %s %s, attempt %d %s"
                .formatted(
                    step.path("name").asText(),
                    phase,
                    step.path("attempts").asInt(),
                    step.path("why").asText("")));
      }
    }
    return steps.toString();
  }

  private void retry(FailoverClient failover, JsonNode operation) {
    say("waits: " + operation + underWay(failover, operation));
    failover.say(operation.path("id").asText(), "retry", "", "the fault is over");
  }

  private void say(String now) {
    if (!now.equals(state)) {
      state = now;
      timeline.say(verb + " " + now);
    }
  }
}
