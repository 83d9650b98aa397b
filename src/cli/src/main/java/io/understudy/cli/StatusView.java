package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.cli.StatusCommand.Heard;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The services' answers in one view, and whether all is as it should be. What is not known is never
 * shown as fine.
 *
 * @param mirror status of sync-service
 * @param role of failover-service
 * @param check the newest that is done, of monitor-service; an empty object if there is none
 * @param operation that goes on, of failover-service; an empty object if there is none
 * @param now what ages count to
 */
record StatusView(Heard mirror, Heard role, Heard check, Heard operation, Instant now) {

  private static final Set<String> AT_WORK = Set.of("tail", "promoted");

  /**
   * As readiness has it where nothing else is configured: what was equal then says little of now.
   */
  private static final Duration TOO_OLD = Duration.ofDays(1);

  private static final int BAR = 20;
  private static final double PERCENT = 100;

  int code() {
    boolean wrong = !mirrorIsWell() || !roleIsWell() || !checkIsWell();
    if (wrong) {
      return ExitCode.NOT_SO;
    }
    boolean silent = all().anyMatch(Heard::isSilent);
    return silent ? ExitCode.UNREACHABLE : ExitCode.FINE;
  }

  private Stream<Heard> all() {
    return Stream.of(mirror, role, check, operation);
  }

  private boolean mirrorIsWell() {
    JsonNode status = mirror.answer();
    // Nothing is read from there any more, so it need not answer.
    boolean reads = isPromoted() || !status.hasNonNull("sourceError");
    boolean answers = reads && !status.hasNonNull("targetError");
    if (mirror.isSilent()) {
      return answers;
    }
    String phase = status.path("phase").asText("");
    boolean compared = !phase.equals("tail") || status.path("sound").asBoolean(false);
    return AT_WORK.contains(phase) && compared && answers;
  }

  private boolean isPromoted() {
    return mirror.answer().path("phase").asText("").equals("promoted");
  }

  private boolean roleIsWell() {
    return role.isSilent() || role.answer().path("verdict").asText("").equals("agrees");
  }

  private boolean checkIsWell() {
    JsonNode done = check.answer();
    boolean equal = done.path("result").asText("").equals("consistent") && !saysKeysAlone(done);
    return check.isSilent() || equal && !isTooOld();
  }

  /** Whether a check found the same keys on both sides and looked at no values. */
  static boolean saysKeysAlone(JsonNode check) {
    return check.path("result").asText("").equals("consistent")
        && check.path("keysOnly").asBoolean(false);
  }

  /** Nobody checks a promoted site: there its last check was made before. */
  private boolean isTooOld() {
    if (isPromoted()) {
      return false;
    }
    try {
      Instant finished = Instant.parse(check.answer().path("finishedAt").asText(""));
      return finished.plus(TOO_OLD).isBefore(now);
    } catch (DateTimeParseException unknown) {
      return true;
    }
  }

  JsonNode document() {
    ObjectNode document = Rest.object();
    document.set("mirror", mirror.document());
    document.set("role", role.document());
    document.set("lastCheck", check.document());
    document.set("operation", operation.document());
    return document;
  }

  Table table() {
    Table table = new Table();
    if (mirror.isSilent()) {
      table.row("Mirror", "unknown: " + mirror.silent());
    } else {
      phaseRow(table, mirror.answer());
    }
    if (!mirror.answer().isEmpty()) {
      mirrorRows(table, mirror.answer());
    }
    if (role.isSilent()) {
      table.row("Role", "unknown: " + role.silent());
    } else {
      roleRows(table, role.answer());
    }
    table.row("Last check", check.isSilent() ? "unknown: " + check.silent() : checkLine());
    if (operation.isSilent() && operation.silent().equals(role.silent())) {
      table.row("Operation", "unknown, as the role is");
    } else {
      table.row("Operation", operation.isSilent() ? "unknown: " + operation.silent() : operating());
    }
    return table;
  }

  private static void phaseRow(Table table, JsonNode status) {
    String phase = Text.of(status.path("phase"));
    boolean halfWay = phase.equals("tail") && !status.path("sound").asBoolean(false);
    table.row(
        "Mirror",
        phase
            + (halfWay ? " (has not compared everything yet)" : "")
            + ", link "
            + Text.of(status.path("link"))
            + ", term "
            + Text.of(status.path("term"))
            + ", leader "
            + Text.of(status.path("leader")));
  }

  private static void mirrorRows(Table table, JsonNode status) {
    table.row(
        "Watermark",
        Text.of(status.path("watermark"))
            + " of source revision "
            + Text.of(status.path("sourceRevision"))
            + ", target revision "
            + Text.of(status.path("targetRevision")));
    table.row(
        "Lag",
        Text.of(status.path("lagRevisions"))
            + " revisions, "
            + Text.seconds(status.path("lagSeconds"))
            + ", replicated as of "
            + Text.of(status.path("replicatedTime")));
    if (status.path("copy").isObject()) {
      table.row("Copy", progress(status.path("copy")));
    }
    trouble(table, "Source", status.path("sourceError"));
    trouble(table, "Target", status.path("targetError"));
    if (status.path("phase").asText("").equals("refused")) {
      JsonNode refusal = status.path("lastRefusal");
      table.row("Refused", Text.of(refusal.path("why")));
      table.row("", "-> " + Text.of(refusal.path("remedy")));
    }
    for (JsonNode warning : status.path("warnings")) {
      table.row("Warning", Text.of(warning.path("what")));
      table.row("", "-> " + Text.of(warning.path("remedy")));
    }
  }

  private static void trouble(Table table, String what, JsonNode error) {
    if (!error.isNull() && !error.isMissingNode()) {
      table.row(what, "does not answer: " + Text.of(error));
    }
  }

  private static String progress(JsonNode copy) {
    double percent = Math.clamp(copy.path("percent").asDouble(0), 0, PERCENT);
    int done = (int) Math.floor(percent / PERCENT * BAR);
    return "["
        + "#".repeat(done)
        + ".".repeat(BAR - done)
        + "] "
        + String.format(Locale.ROOT, "%.0f %%", percent)
        + ", "
        + Text.of(copy.path("keys"))
        + " of about "
        + Text.of(copy.path("ofAbout"))
        + " keys, "
        + Text.seconds(copy.path("etaSeconds"))
        + " left";
  }

  private static void roleRows(Table table, JsonNode role) {
    table.row("Role", Text.of(role.path("verdict")) + ": " + Text.of(role.path("says")));
    table.row("  here", Text.of(role.path("site")) + ": " + Text.of(role.path("here")));
    table.row("  there", Text.of(role.path("peer")) + ": " + Text.of(role.path("there")));
    table.row("  name", Text.of(role.path("name")));
    if (role.hasNonNull("forbids")) {
      table.row("  forbids", Text.of(role.path("forbids")));
    }
    List<String> failures = Text.list(role.path("failures"));
    failures.forEach(failure -> table.row("  resolver", failure));
  }

  private String checkLine() {
    JsonNode done = check.answer();
    if (done.isEmpty()) {
      return "none yet; make one with: understudy check";
    }
    String result = Text.of(done.path("result"));
    String line =
        result
            + ", finished "
            + Text.of(done.path("finishedAt"))
            + ", watermark "
            + Text.of(done.path("watermark"))
            + ", id "
            + Text.of(done.path("id"));
    return switch (result) {
      case "inconsistent" -> line + ": " + Text.counts(done.path("counts"));
      case "failed" -> line + ": " + Text.of(done.path("error"));
      case "consistent" -> line + butOf(done);
      default -> line;
    };
  }

  /** Why it is not gone by. */
  private String butOf(JsonNode done) {
    if (saysKeysAlone(done)) {
      return ": in keys alone, no values were compared; make one with: understudy check";
    }
    return isTooOld() ? ": older than a day, which proves little of now" : "";
  }

  private String operating() {
    JsonNode running = operation.answer();
    if (running.isEmpty()) {
      return "none goes on";
    }
    return Text.of(running.path("verb"))
        + " "
        + Text.of(running.path("state"))
        + ", begun "
        + Text.of(running.path("beganAt"))
        + " by "
        + Text.of(running.path("by"))
        + "; follow it with: understudy watch "
        + Text.of(running.path("id"));
  }
}
