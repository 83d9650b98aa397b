package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is known of operations, as failover-service tells of them. */
final class Operations {

  static final String PATH = "/api/v1/operations";

  private static final Set<String> ENDED = Set.of("succeeded", "cancelled");
  private static final Set<String> OVER = Set.of("done", "ignored", "undone");
  private static final Set<String> AT_WORK = Set.of("began", "failed", "undoing", "undo_failed");
  private static final Pattern ID = Pattern.compile("[-0-9a-f]{1,100}");

  private Operations() {}

  /**
   * Of one operation.
   *
   * @throws Failure if there can be none of that id
   */
  static String path(String id) {
    if (!ID.matcher(id).matches()) {
      throw new Failure(
          ExitCode.USAGE,
          "'" + Text.clean(id) + "' is no id of an operation; see: understudy history");
    }
    return PATH + "/" + id;
  }

  /** The newest of a list that has not ended. */
  static Optional<JsonNode> goingOn(JsonNode list) {
    for (JsonNode each : list.path("operations")) {
      if (!hasEnded(each)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  static boolean hasEnded(JsonNode operation) {
    return ENDED.contains(operation.path("state").asText(""));
  }

  /** Steps that nothing more is to be done for. */
  static long stepsDone(JsonNode operation) {
    long done = 0;
    for (JsonNode step : operation.path("steps")) {
      done += OVER.contains(step.path("phase").asText("")) ? 1 : 0;
    }
    return done;
  }

  /** What goes on in it, for people. */
  static String now(JsonNode operation) {
    if (waits(operation)) {
      String step = operation.path("waitsFor").path("step").asText("");
      return step.isEmpty() ? "paused" : "waits at " + step;
    }
    for (JsonNode step : operation.path("steps")) {
      if (AT_WORK.contains(step.path("phase").asText(""))) {
        return Text.of(step.path("name"));
      }
    }
    return Text.of(operation.path("state"));
  }

  static boolean waits(JsonNode operation) {
    return operation.path("state").asText("").equals("waiting");
  }

  static int code(JsonNode operation) {
    return operation.path("state").asText("").equals("succeeded") ? ExitCode.FINE : ExitCode.NOT_SO;
  }
}
