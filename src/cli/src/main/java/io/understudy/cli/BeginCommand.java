package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Begins an operation: shows the plan, has the site's name typed, sends exactly what was shown, and
 * follows it.
 */
@Command
abstract class BeginCommand extends RemoteCommand {

  @Option(
      names = "--yes",
      paramLabel = "SITE",
      description =
          "Confirms without a question, by the name of the site that the plan is for."
              + " Without it you are asked to type that name.")
  private String yes = "";

  @Option(
      names = "--despite",
      paramLabel = "STEP",
      split = ",",
      description = "Steps whose problems in the plan are known and accepted.")
  private List<String> despite = List.of();

  @Option(
      names = "--comment",
      paramLabel = "TEXT",
      description = "Why, for the journal of the operation.")
  private String comment = "";

  @Option(
      names = "--no-watch",
      description = "Ends as soon as the operation is on record, instead of following it.")
  private boolean noWatch;

  abstract Verb verb();

  /**
   * Adds what only this verb takes.
   *
   * @throws Failure if something is missing that the plan asks for
   */
  void complete(ObjectNode request, JsonNode plan) {
    // Most take nothing: the plan says it all.
  }

  @Override
  Duration patience() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Integer call() {
    JsonNode plan = plan(verb());
    PlanText.show(plan, format().isForPeople() ? out() : err());
    refuse(plan);
    ObjectNode request = request(plan);
    complete(request, plan);
    confirm(plan);
    Rest.Answer begun = begin(request);
    String id = begun.body().path("id").asText("");
    if (noWatch) {
      if (format().isForPeople()) {
        out().println("begun: " + Text.clean(id) + "; follow it with: understudy watch " + id);
      } else {
        format().print(begun.body(), out());
      }
      return ExitCode.FINE;
    }
    err().println("begun: " + Text.clean(id) + "; it goes on whether you watch it or not");
    err().flush();
    return follow(id, false);
  }

  private void refuse(JsonNode plan) {
    List<String> reasons = new ArrayList<>(Text.list(plan.path("refusals")));
    for (String step : PlanText.troubled(plan)) {
      if (!despite.contains(step)) {
        reasons.add("step " + step + " would fail");
      }
    }
    if (!reasons.isEmpty()) {
      throw nothingBegun(
          String.join("; ", reasons)
              + ". Mend it; problems of steps that you know and accept are named with --despite");
    }
  }

  private ObjectNode request(JsonNode plan) {
    ObjectNode request = Rest.object();
    request.put("verb", verb().toString());
    // Those of the plan that was shown: if another holds by now, the service refuses.
    request.put("planHash", plan.path("planHash").asText(""));
    request.put("expectedPrimary", plan.path("expectedPrimary").asText(""));
    request.put("term", plan.path("term").asLong());
    if (!despite.isEmpty()) {
      ArrayNode steps = request.putArray("despite");
      despite.forEach(steps::add);
    }
    put(request, "comment", comment);
    return request;
  }

  static void put(ObjectNode request, String field, String value) {
    if (!value.isEmpty()) {
      request.put(field, value);
    }
  }

  private void confirm(JsonNode plan) {
    String site = plan.path("site").asText("");
    String answer = yes.isEmpty() ? typed(site) : yes;
    if (site.isEmpty() || !answer.equals(site)) {
      throw nothingBegun(
          "'"
              + Text.clean(answer)
              + "' does not confirm it: the plan is for the site '"
              + Text.clean(site)
              + "'; type that name, or give it with --yes");
    }
  }

  private String typed(String site) {
    PrintWriter ask = err();
    ask.println();
    ask.print("To begin this " + verb() + ", type the site's name (" + Text.clean(site) + "): ");
    ask.flush();
    try {
      String line = root().world().in().readLine();
      return line == null ? "" : line.strip();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read what is typed", failure);
    }
  }

  private Rest.Answer begin(ObjectNode request) {
    Map<String, String> once = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    try {
      return post(Service.FAILOVER, Operations.PATH, request, once);
    } catch (Failure silent) {
      if (silent.code() != ExitCode.UNREACHABLE) {
        throw silent;
      }
      // By its key it is the same request, if the first has come through.
      err().println("understudy: " + silent.says());
      err().println("Asking once more, for the same operation ...");
      err().flush();
    }
    try {
      return post(Service.FAILOVER, Operations.PATH, request, once);
    } catch (Failure again) {
      throw new Failure(
          again.code(),
          again.says() + ". It may have begun all the same: look with understudy history");
    }
  }

  static Failure nothingBegun(String why) {
    return new Failure(ExitCode.REFUSED, "nothing was begun: " + why);
  }
}
