package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What happens to one key. */
@Command(
    name = "explain",
    description = "Says what happens to one key of the primary's etcd, by which rule and why.",
    footer = {
      "",
      "Exit code 1 if the primary has no such key.",
      "",
      "Examples:",
      "  understudy explain /registry/deployments/team/web",
      "  understudy explain /registry/secrets/team/token -o yaml"
    })
final class ExplainCommand extends RemoteCommand {

  @Parameters(paramLabel = "KEY", description = "The etcd key, from /registry/ on.")
  private String key = "";

  @Override
  Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Integer call() {
    String query = URLEncoder.encode(key, StandardCharsets.UTF_8);
    JsonNode answer = get(Service.SYNC, "/api/v1/explain?key=" + query);
    if (format().isForPeople()) {
      show(answer);
    } else {
      format().print(answer, out());
    }
    return ExitCode.FINE;
  }

  private void show(JsonNode answer) {
    JsonNode rule = answer.path("rule");
    JsonNode source = answer.path("source");
    JsonNode target = answer.path("target");
    new Table()
        .row("Key", Text.of(answer.path("key")))
        .row("Placement", Text.of(answer.path("placement")) + ": " + Text.of(answer.path("why")))
        .row(
            "Rule",
            Text.of(rule.path("name"))
                + " ("
                + Text.of(rule.path("placement"))
                + "): "
                + Text.of(rule.path("reason")))
        .row(
            "Source",
            Text.of(source.path("kind"))
                + ", UID "
                + Text.of(source.path("uid"))
                + ", created at revision "
                + Text.of(source.path("createRevision"))
                + ", last put at "
                + Text.of(source.path("modRevision"))
                + (source.path("encrypted").asBoolean() ? ", encrypted" : ""))
        .row("Target", Text.of(target.path("where")) + equality(target))
        .print(out());
    if (!answer.path("owners").isEmpty()) {
      out().println();
      owners(answer.path("owners")).print(out());
    }
  }

  private static String equality(JsonNode target) {
    if (!target.hasNonNull("equal")) {
      return "";
    }
    String equal = target.path("equal").asBoolean() ? ", equal to the source" : ", not equal";
    return equal + ", last put at revision " + Text.of(target.path("modRevision"));
  }

  private static Table owners(JsonNode owners) {
    Table table = new Table("OWNER", "PLACEMENT", "RULE", "KEY");
    for (JsonNode owner : owners) {
      table.row(
          Text.of(owner.path("kind")) + " " + Text.of(owner.path("name")),
          owner.hasNonNull("placement") ? Text.of(owner.path("placement")) : "not found",
          Text.of(owner.path("rule")),
          Text.of(owner.path("key")));
    }
    return table;
  }
}
