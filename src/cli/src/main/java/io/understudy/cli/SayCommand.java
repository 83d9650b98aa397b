package io.understudy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A word to an operation that waits. */
@Command(
    name = "say",
    description = "Tells an operation that waits for a person how to go on.",
    footer = {
      "",
      "Needs a token. Exit code 4 if that cannot be said now.",
      "",
      "Examples:",
      "  understudy say 0190c2d4-5f1c approve",
      "  understudy say 0190c2d4-5f1c ignore --step look-at-the-page --comment 'seen by phone'"
    })
final class SayCommand extends RemoteCommand {

  /** What can be said. */
  enum Word {
    APPROVE,
    RETRY,
    IGNORE,
    PAUSE,
    RESUME,
    CANCEL;

    /** As the service calls it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(index = "0", paramLabel = "ID", description = "The operation.")
  private String id = "";

  @Parameters(index = "1", paramLabel = "WORD", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Word word = Word.APPROVE;

  @Option(
      names = "--step",
      paramLabel = "STEP",
      description = "The step that is meant; without, the one that it waits for.")
  private String step = "";

  @Option(
      names = "--comment",
      paramLabel = "TEXT",
      description = "Why, for the journal; 'ignore' needs one.")
  private String comment = "";

  @Override
  Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Integer call() {
    if (word == Word.IGNORE && comment.isBlank()) {
      throw new Failure(ExitCode.USAGE, "to ignore a failure say why, with --comment");
    }
    ObjectNode body = Rest.object();
    BeginCommand.put(body, "step", step);
    BeginCommand.put(body, "comment", comment);
    Rest.Answer answer = post(Service.FAILOVER, Operations.path(id) + ":" + word, body, Map.of());
    if (format().isForPeople()) {
      OperationText.show(answer.body(), out());
    } else {
      format().print(answer.body(), out());
    }
    return ExitCode.FINE;
  }
}
