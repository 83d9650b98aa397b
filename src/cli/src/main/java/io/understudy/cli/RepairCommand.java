package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Repairs what a check found. */
@Command(
    name = "repair",
    description =
        "Has the missed and different keys of a kept check copied anew; surplus ones are deleted"
            + " only if confirmed.",
    footer = {
      "",
      "Needs a token. The id of the last check is in: understudy status",
      "Exit code 3 if not all is done yet, or a key is not repaired.",
      "",
      "Examples:",
      "  understudy repair 1767236400000",
      "  understudy repair 1767236400000 --delete-surplus 4be1"
    })
final class RepairCommand extends RemoteCommand {

  private static final int DONE = 200;

  /** What sync-service says of a key on which nothing is left to do. */
  private static final Set<String> MENDED =
      Set.of("repaired", "repaired-as-owner", "equal", "deleted", "not-there");

  private static final Pattern ID = Pattern.compile("[0-9]{1,19}");

  @Parameters(paramLabel = "CHECK_ID", description = "The check.")
  private String id = "";

  @Option(
      names = "--delete-surplus",
      paramLabel = "DIGEST",
      description = "Deletes exactly the surplus keys of that check, by its surplusDigest.")
  private String digest = "";

  @Override
  Duration patience() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Integer call() {
    if (!ID.matcher(id).matches()) {
      throw new Failure(
          ExitCode.USAGE, "'" + Text.clean(id) + "' is no id of a check; see: understudy status");
    }
    ObjectNode body = Rest.object();
    if (!digest.isEmpty()) {
      body.put("surplus", "delete").put("confirm", digest);
    }
    Rest.Answer answer = ask(body);
    boolean done = answer.status() == DONE;
    boolean whole = done && isWhole(answer.body());
    if (format().isForPeople()) {
      show(answer.body(), done);
    } else {
      format().print(answer.body(), out());
    }
    return whole ? ExitCode.FINE : ExitCode.NOT_SO;
  }

  /** Nothing of what that check counted is left as it was. */
  private static boolean isWhole(JsonNode repair) {
    return repair.path("unlisted").asLong() == 0 && leftAlone(repair) == 0;
  }

  private static long leftAlone(JsonNode repair) {
    return repair.path("counts").properties().stream()
        .filter(count -> !MENDED.contains(count.getKey()))
        .mapToLong(count -> count.getValue().asLong())
        .sum();
  }

  private Rest.Answer ask(ObjectNode body) {
    return drawn(
        "repairing what check " + id + " found",
        () -> post(Service.MONITOR, "/api/v1/checks/" + id + "/repair", body, Map.of()));
  }

  private void show(JsonNode repair, boolean done) {
    out()
        .println(
            (done ? "done: " : "goes on: ")
                + Text.of(repair.path("asked"))
                + " keys asked for: "
                + Text.counts(repair.path("counts")));
    Table table = new Table("OUTCOME", "KEY");
    for (JsonNode each : repair.path("outcomes")) {
      table.row(Text.of(each.path("outcome")), Text.of(each.path("key")));
    }
    if (!repair.path("outcomes").isEmpty()) {
      table.print(out());
    }
    long notAsked = repair.path("notAsked").asLong();
    if (!done || notAsked > 0) {
      out()
          .println(
              notAsked + " keys were not asked for yet; run the same command again for the rest");
    }
    if (leftAlone(repair) > 0) {
      out().println(leftAlone(repair) + " keys are left as they were; each outcome says why");
    }
    if (repair.path("unlisted").asLong() > 0) {
      out()
          .println(
              Text.of(repair.path("unlisted"))
                  + " keys were counted but not named by that check; check again for those");
    }
  }
}
