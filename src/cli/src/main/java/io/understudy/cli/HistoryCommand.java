package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Operations that were, with what they came to. */
@Command(
    name = "history",
    description =
        "Lists operations, the newest first, with measured RTO and RPO; or shows one with its"
            + " steps.",
    footer = {
      "",
      "Examples:",
      "  understudy history",
      "  understudy history --limit 3 -o json",
      "  understudy history 0190c2d4-5f1c"
    })
final class HistoryCommand extends RemoteCommand {

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "An operation; without, all of them.")
  private String id = "";

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "How many of the newest are listed; ${DEFAULT-VALUE} by default.")
  private int limit = 10;

  @Override
  Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Integer call() {
    if (!id.isEmpty()) {
      one(get(Service.FAILOVER, Operations.path(id)));
      return ExitCode.FINE;
    }
    if (limit < 1) {
      throw new Failure(ExitCode.USAGE, "--limit must be a whole number from 1");
    }
    JsonNode list = get(Service.FAILOVER, Operations.PATH);
    ObjectNode document = Rest.object();
    ArrayNode operations = document.putArray("operations");
    for (JsonNode each : list.path("operations")) {
      if (operations.size() < limit) {
        // The list does not tell what was measured.
        operations.add(get(Service.FAILOVER, Operations.path(each.path("id").asText(""))));
      }
    }
    ArrayNode unreadable = document.putArray("unreadable");
    list.path("unreadable").forEach(unreadable::add);
    if (format().isForPeople()) {
      show(document);
    } else {
      format().print(document, out());
    }
    return ExitCode.FINE;
  }

  private void one(JsonNode operation) {
    if (format().isForPeople()) {
      OperationText.show(operation, out());
    } else {
      format().print(operation, out());
    }
  }

  private void show(JsonNode document) {
    Table table = new Table("ID", "VERB", "STATE", "BEGAN", "ENDED", "RTO", "RPO", "BY", "COMMENT");
    for (JsonNode each : document.path("operations")) {
      table.row(
          Text.of(each.path("id")),
          Text.of(each.path("verb")),
          Text.of(each.path("state")),
          Text.of(each.path("beganAt")),
          Text.of(each.path("endedAt")),
          Text.seconds(each.path("rtoSeconds")),
          Text.seconds(each.path("rpoSeconds")),
          Text.of(each.path("by")),
          Text.of(each.path("comment")));
    }
    if (document.path("operations").isEmpty()) {
      out().println("There was no operation yet.");
    } else {
      table.print(out());
    }
    for (String damaged : Text.list(document.path("unreadable"))) {
      err()
          .println(
              "understudy: the journal of operation "
                  + damaged
                  + " is damaged or was changed; failover-service's log says what is wrong");
    }
  }
}
