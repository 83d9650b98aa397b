package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What would be done now. */
@Command(
    name = "plan",
    description = "Shows what an operation would do now and what stands in the way. Does nothing.",
    footer = {
      "",
      "Needs a token. Exit code 3 if something stands in the way.",
      "",
      "Examples:",
      "  understudy plan switchover",
      "  understudy plan failover -o json | jq .loss"
    })
final class PlanCommand extends RemoteCommand {

  @Parameters(paramLabel = "VERB", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Verb verb = Verb.SWITCHOVER;

  @Override
  Duration patience() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Integer call() {
    JsonNode plan = plan(verb);
    if (format().isForPeople()) {
      PlanText.show(plan, out());
    } else {
      format().print(plan, out());
    }
    return plan.path("canBegin").asBoolean(false) ? ExitCode.FINE : ExitCode.NOT_SO;
  }
}
