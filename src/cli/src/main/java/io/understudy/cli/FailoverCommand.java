package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The primary is lost. */
@Command(
    name = "failover",
    description = "Makes this site the primary when the old one is lost. Writes may be lost.",
    footer = {
      "",
      "Shows the plan and what may be lost, and begins only if --accept-data-loss names the",
      "watermark that the plan states. Then asks for the site's name. Needs a token.",
      "Exit code 0 if it succeeded, 3 if not, 4 if nothing was begun.",
      "",
      "Examples:",
      "  understudy failover",
      "  understudy failover --accept-data-loss 81234 --yes site-b --comment 'site-a burnt down'"
    })
final class FailoverCommand extends BeginCommand {

  @Option(
      names = "--accept-data-loss",
      paramLabel = "WATERMARK",
      description = "Accepts what may be lost, by the watermark that the plan states.")
  private @Nullable Long acceptDataLoss;

  @Option(
      names = "--force-reason",
      paramLabel = "TEXT",
      description = "Why it goes on although the primary answers, or cannot be asked.")
  private String forceReason = "";

  @Override
  Verb verb() {
    return Verb.FAILOVER;
  }

  @Override
  void complete(ObjectNode request, JsonNode plan) {
    if (!plan.path("acceptDataLoss").isIntegralNumber()) {
      throw nothingBegun("the plan does not state what may be lost; plan again");
    }
    long watermark = plan.path("acceptDataLoss").asLong();
    if (acceptDataLoss == null || acceptDataLoss != watermark) {
      String given = acceptDataLoss == null ? "" : ", and not " + acceptDataLoss;
      throw nothingBegun(
          "writes may be lost, as the plan says. If that is accepted, say so with"
              + " --accept-data-loss "
              + watermark
              + given);
    }
    request.putObject("acceptDataLoss").put("watermark", watermark);
    put(request, "forceReason", forceReason);
  }
}
