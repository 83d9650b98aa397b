package io.understudy.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows an operation. */
@Command(
    name = "watch",
    description = "Follows an operation, step by step, until it has ended.",
    footer = {
      "",
      "Exit code 0 if it succeeded, 3 if not. With -o json each change is a line of JSON,",
      "with -o yaml a document.",
      "",
      "Examples:",
      "  understudy watch",
      "  understudy watch --until-waiting -o json | jq -c .state"
    })
final class WatchCommand extends RemoteCommand {

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "The operation; without, the one that goes on.")
  private String id = "";

  @Option(
      names = "--until-waiting",
      description = "Ends, with exit code 3, as soon as it waits for a person.")
  private boolean untilWaiting;

  @Override
  Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Integer call() {
    String followed = id.isEmpty() ? goingOn() : id;
    return follow(followed, untilWaiting);
  }

  private String goingOn() {
    return Operations.goingOn(get(Service.FAILOVER, Operations.PATH))
        .map(operation -> operation.path("id").asText(""))
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.ERROR,
                    "no operation goes on; name one that is over: understudy history"));
  }
}
