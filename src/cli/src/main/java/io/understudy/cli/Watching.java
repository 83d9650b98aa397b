package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;

/** Tells what has changed in an operation since it was told last. */
final class Watching {

  private final Format format;
  private final PrintWriter out;
  private final Map<String, String> phases = new HashMap<>();
  private String state = "";
  private String waited = "";

  /**
   * @param format for {@code json} each event is a line, for {@code yaml} a document
   */
  Watching(Format format, PrintWriter out) {
    this.format = format;
    this.out = out;
  }

  void tell(JsonNode operation) {
    if (!format.isForPeople()) {
      format.printNext(operation, out);
      return;
    }
    if (state.isEmpty()) {
      out.println(
          Text.of(operation.path("verb"))
              + " "
              + Text.of(operation.path("id"))
              + " at "
              + Text.of(operation.path("site")));
    }
    int steps = operation.path("steps").size();
    int number = 0;
    for (JsonNode step : operation.path("steps")) {
      number++;
      step(step, "[" + number + "/" + steps + "] ");
    }
    String now = Text.of(operation.path("state"));
    if (!now.equals(state)) {
      state = now;
      out.println(now);
    }
    String waits = operation.path("waitsFor").toString();
    if (!waits.equals(waited)) {
      waited = waits;
      OperationText.waits(operation, out);
    }
    out.flush();
  }

  private void step(JsonNode step, String at) {
    String name = Text.of(step.path("name"));
    String phase = Text.of(step.path("phase"));
    String told = phases.getOrDefault(name, "pending");
    String attempt = phase + " " + step.path("attempts").asInt();
    if (phase.equals("pending") || attempt.equals(told)) {
      return;
    }
    phases.put(name, attempt);
    String seconds = Text.seconds(step.path("seconds"));
    String what = OperationText.what(step);
    out.println(
        at
            + name
            + " "
            + phase
            + (seconds.equals(Text.NONE) ? "" : " in " + seconds)
            + (what.equals(Text.NONE) ? "" : ": " + what));
  }
}
