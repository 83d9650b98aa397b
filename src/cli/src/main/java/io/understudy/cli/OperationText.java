package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** One operation for people. */
final class OperationText {

  private OperationText() {}

  static void show(JsonNode operation, PrintWriter out) {
    new Table()
        .row("Operation", Text.of(operation.path("id")))
        .row("Verb", Text.of(operation.path("verb")) + " at " + Text.of(operation.path("site")))
        .row("State", Text.of(operation.path("state")))
        .row("Begun", Text.of(operation.path("beganAt")) + " by " + Text.of(operation.path("by")))
        .row("Comment", Text.of(operation.path("comment")))
        .row("Ended", Text.of(operation.path("endedAt")))
        .row("RTO", measured(operation, "rtoSeconds", "rtoFrom"))
        .row("RPO", measured(operation, "rpoSeconds", "rpoFrom"))
        .print(out);
    waits(operation, out);
    out.println();
    Table steps = new Table("STEP", "PHASE", "MODE", "TOOK", "WHAT");
    operation.path("steps").forEach(step -> row(steps, step));
    steps.print(out);
  }

  private static String measured(JsonNode operation, String figure, String from) {
    String seconds = Text.seconds(operation.path(figure));
    return operation.hasNonNull(from)
        ? seconds + ", counted: " + Text.of(operation.path(from))
        : seconds;
  }

  private static void row(Table steps, JsonNode step) {
    steps.row(
        Text.of(step.path("name")),
        Text.of(step.path("phase")),
        Text.of(step.path("mode")),
        Text.seconds(step.path("seconds")),
        what(step));
  }

  /** What it did, or why it failed. */
  static String what(JsonNode step) {
    return step.hasNonNull("why") && !step.path("phase").asText("").equals("done")
        ? Text.of(step.path("why"))
        : Text.of(step.path("summary"));
  }

  /** What it waits for, and how to say it; nothing if it does not wait. */
  static void waits(JsonNode operation, PrintWriter out) {
    JsonNode waits = operation.path("waitsFor");
    if (waits.isObject()) {
      // One that is paused waits between two steps.
      boolean isPaused = waits.path("step").asText("").isEmpty();
      String at = isPaused ? "waits: " : "waits at " + Text.of(waits.path("step")) + ": ";
      String words = isPaused ? " resume|cancel" : " approve|retry|ignore|cancel";
      out.println(at + Text.of(waits.path("what")));
      out.println("-> understudy say " + Text.of(operation.path("id")) + words);
    }
  }
}
