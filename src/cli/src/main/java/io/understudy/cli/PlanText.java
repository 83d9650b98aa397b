package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A plan for people. */
final class PlanText {

  private PlanText() {}

  static void show(JsonNode plan, PrintWriter out) {
    new Table()
        .row("Plan", Text.of(plan.path("verb")) + " at " + Text.of(plan.path("site")))
        .row(
            "Primary",
            Text.of(plan.path("expectedPrimary")) + ", term " + Text.of(plan.path("term")))
        .row("Role", Text.of(plan.path("role")))
        .row("Can begin", plan.path("canBegin").asBoolean() ? "yes" : "no")
        .print(out);
    Text.list(plan.path("refusals")).forEach(refusal -> out.println("refused: " + refusal));
    if (!plan.path("loss").isEmpty()) {
      out.println();
      out.println("What may be lost:");
      Text.list(plan.path("loss")).forEach(loss -> out.println("  " + loss));
    }
    out.println();
    Table steps = new Table("STEP", "MODE", "WILL");
    for (JsonNode step : plan.path("steps")) {
      steps.row(Text.of(step.path("name")), Text.of(step.path("mode")), Text.of(step.path("will")));
    }
    steps.print(out);
    notes(plan, "problems", "problem", out);
    notes(plan, "warnings", "warning", out);
    out.flush();
  }

  private static void notes(JsonNode plan, String list, String word, PrintWriter out) {
    for (JsonNode step : plan.path("steps")) {
      for (String note : Text.list(step.path(list))) {
        out.println(word + " of " + Text.of(step.path("name")) + ": " + note);
      }
    }
  }

  /** Steps that would fail. */
  static List<String> troubled(JsonNode plan) {
    List<String> names = new ArrayList<>();
    for (JsonNode step : plan.path("steps")) {
      if (!step.path("problems").isEmpty()) {
        names.add(Text.of(step.path("name")));
      }
    }
    return names;
  }
}
