package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Can I fail over now? */
@Command(
    name = "readiness",
    description = "Says whether a switchover or a failover can be begun now, and if not why.",
    footer = {
      "",
      "Exit code 3 unless it is ready; warnings do not count.",
      "",
      "Examples:",
      "  understudy readiness",
      "  understudy readiness --verb failover && echo ready"
    })
final class ReadinessCommand extends RemoteCommand {

  /** What may be asked about. */
  enum Verb {
    SWITCHOVER,
    FAILOVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--verb",
      paramLabel = "VERB",
      description = "The one that counts: ${COMPLETION-CANDIDATES}; both by default.")
  private List<Verb> verbs = List.of(Verb.values());

  @Override
  Duration patience() {
    return Duration.ofSeconds(120);
  }

  @Override
  public Integer call() {
    JsonNode answer =
        drawn("asking everybody who can tell", () -> get(Service.MONITOR, "/api/v1/readiness"));
    if (format().isForPeople()) {
      show(answer);
    } else {
      format().print(answer, out());
    }
    boolean ready =
        verbs.stream()
            .allMatch(
                verb ->
                    answer.path("verdicts").path(verb.toString()).path("ready").asBoolean(false));
    return ready ? ExitCode.FINE : ExitCode.NOT_SO;
  }

  private void show(JsonNode answer) {
    Table verdicts = new Table("VERB", "VERDICT", "BLOCKED BY");
    answer
        .path("verdicts")
        .properties()
        .forEach(
            verdict -> {
              List<String> blockers = Text.list(verdict.getValue().path("blockers"));
              verdicts.row(
                  Text.clean(verdict.getKey()),
                  Text.of(verdict.getValue().path("verdict")),
                  blockers.isEmpty() ? Text.NONE : String.join(", ", blockers));
            });
    verdicts.print(out());
    out().println();
    Table checks = new Table("PRECHECK", "RESULT", "SUMMARY");
    answer
        .path("checks")
        .forEach(
            check ->
                checks.row(
                    Text.of(check.path("name")),
                    Text.of(check.path("result")),
                    Text.of(check.path("summary"))));
    checks.print(out());
    answer.path("checks").forEach(this::remedy);
  }

  private void remedy(JsonNode check) {
    if (check.path("result").asText("").equals("PASS")) {
      return;
    }
    out().println();
    out().println(Text.of(check.path("result")) + " " + Text.of(check.path("name")));
    Text.list(check.path("evidence")).forEach(line -> out().println("  " + line));
    if (!Text.of(check.path("remedy")).equals(Text.NONE)) {
      out().println("  -> " + Text.of(check.path("remedy")));
    }
  }
}
