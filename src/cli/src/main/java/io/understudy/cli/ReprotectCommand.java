package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The old primary becomes the standby. */
@Command(
    name = "reprotect",
    description = "Run at the new primary: makes the old one its standby.",
    footer = {
      "",
      "What the old primary alone has (orphans) is overwritten only if --confirm-orphans names",
      "exactly that list by its digest. Shows the plan, then asks for the site's name. Needs a",
      "token. Exit code 0 if it succeeded, 3 if not, 4 if nothing was begun.",
      "",
      "Examples:",
      "  understudy reprotect",
      "  understudy reprotect --confirm-orphans 9f2c --yes site-b"
    })
final class ReprotectCommand extends BeginCommand {

  @Option(
      names = "--confirm-orphans",
      paramLabel = "DIGEST",
      description = "Digest of the orphans that may be overwritten: GET /api/v1/orphans.")
  private String confirmOrphans = "";

  @Override
  Verb verb() {
    return Verb.REPROTECT;
  }

  @Override
  void complete(ObjectNode request, JsonNode plan) {
    put(request, "confirm", confirmOrphans);
  }
}
