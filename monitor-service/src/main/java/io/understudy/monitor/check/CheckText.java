package io.understudy.monitor.check;

import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.explain.CauseCounts;
import io.understudy.monitor.check.Explanations.Explained;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An answer as text, for people and for {@code grep}. */
final class CheckText {

  private static final int EXAMPLES = 20;

  private static final String LISTED = " that a rule lists only";
  private static final String FAILS = " that a rule makes fail";

  private CheckText() {}

  static void write(CheckRuns.Answer answer, OutputStream out) throws IOException {
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    CheckResult result = answer.result();
    head(result, text);
    for (CheckGroup group : CheckGroup.ALL) {
      if (result.count(group.kind()) > 0 || isAlwaysTold(group, result)) {
        group(group, answer, text);
      }
    }
    causes(answer.explanations(), text);
    text.flush();
  }

  private static void causes(Explanations explanations, Writer text) throws IOException {
    if (explanations.explained().isEmpty() && explanations.notLookedFor() == 0) {
      return;
    }
    text.write("\nLikeliest causes:\n");
    for (CauseCounts.Group group : explanations.groups()) {
      text.write(group.count() + " x " + group.cause() + ", " + group.resource());
      text.write(group.namespace().isEmpty() ? "\n" : " in " + group.namespace() + "\n");
    }
    if (explanations.ungrouped() > 0) {
      text.write(explanations.ungrouped() + " x other\n");
    }
    if (explanations.notLookedFor() > 0) {
      text.write(explanations.notLookedFor() + " x not looked for: too many, or too long\n");
    }
    text.write(explanations.explained().isEmpty() ? "" : "\nFor example:\n");
    for (Explained explained : explanations.explained().stream().limit(EXAMPLES).toList()) {
      text.write(explained.difference().key().utf8() + ": " + explained.cause().text() + "\n");
    }
  }

  /** Who looks for the labels finds them whenever something is wrong. */
  private static boolean isAlwaysTold(CheckGroup group, CheckResult result) {
    return !result.isConsistent()
        && (group.kind() == DifferenceKind.MISSED
            || group.kind() == DifferenceKind.SURPLUS
            || group.kind() == DifferenceKind.DIFFERENT && result.how() != CheckResult.How.KEYS);
  }

  private static void head(CheckResult result, Writer text) throws IOException {
    if (result.isConsistent()) {
      text.write("LOCAL ETCD and REMOTE ETCD are consistent.\n");
    } else {
      text.write("LOCAL ETCD and REMOTE ETCD are NOT consistent.\n");
    }
    text.write("REMOTE ETCD keys: " + result.sourceKeys() + "\n");
    text.write("LOCAL ETCD keys: " + result.targetKeys() + "\n");
    text.write(
        "Compared: remote revision "
            + result.watermark()
            + " (as of "
            + result.observedAt()
            + ") with local revision "
            + result.targetRevision()
            + "\n");
    long millis = Duration.between(result.began(), result.ended()).toMillis();
    if (result.ignored() > 0) {
      text.write("Ignored by understudy.check.rules-file: " + result.ignored() + "\n");
    }
    text.write("Checked: " + result.ended() + ", in " + millis + " ms, " + how(result) + "\n");
  }

  private static String how(CheckResult result) {
    return switch (result.how()) {
      case FULL -> "every value read";
      case MOVED ->
          "all keys listed, "
              + result.sourceValues()
              + " values read that may have changed since"
              + " the check before";
      case CHANGES ->
          result.sourceValues()
              + " values read that changed since the check before, as the history of both sides has"
              + " it";
      case KEYS -> "keys alone";
    };
  }

  private static void group(CheckGroup group, CheckRuns.Answer answer, Writer text)
      throws IOException {
    text.write("\n" + title(group, answer.result()) + "\n");
    answer
        .differences()
        .read(
            group.kind(),
            difference -> {
              text.write(difference.key().utf8());
              text.write(difference.parked() ? " (parked)" : "");
              text.write(byRule(difference) + "\n");
            });
    if (answer.result().count(group.kind()) > 0) {
      text.write("-> " + group.advice() + "\n");
    }
  }

  /** Counts what its kind makes of it; what a rule makes of it otherwise, apart. */
  private static String title(CheckGroup group, CheckResult result) {
    long failing = result.failing(group.kind());
    long listed = result.listed(group.kind());
    if (group.kind().isInconsistent()) {
      return group.title() + " " + failing + (listed == 0 ? "" : ", and " + listed + LISTED);
    }
    return group.title() + " " + listed + (failing == 0 ? "" : ", and " + failing + FAILS);
  }

  private static String byRule(CheckDifference difference) {
    if (difference.fails() == difference.kind().isInconsistent()) {
      return "";
    }
    return difference.fails() ? " (a rule makes it fail)" : " (a rule lists it only)";
  }
}
