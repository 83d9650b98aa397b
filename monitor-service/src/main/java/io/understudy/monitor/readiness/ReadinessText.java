package io.understudy.monitor.readiness;

import io.understudy.core.readiness.Outcome;
import io.understudy.core.readiness.Readiness;
import io.understudy.core.readiness.Result;
import io.understudy.core.readiness.Verb;
import io.understudy.core.readiness.Verdict;
import java.util.Locale;

/** The answer as a table for a terminal: the verdicts first, then what each precheck found. */
final class ReadinessText {

  private static final int NAME_WIDTH = 22;

  private ReadinessText() {}

  static String of(String link, Readiness readiness) {
    StringBuilder text = new StringBuilder();
    text.append("link ").append(link).append(" at ").append(readiness.at()).append('\n');
    for (Verb verb : Verb.values()) {
      Verdict verdict = readiness.verdict(verb);
      line(text, "%-12s %s".formatted(verb.text().toUpperCase(Locale.ROOT), verdict.text()));
      verdict.blockers().forEach(outcome -> brief(text, "blocked by", outcome));
    }
    text.append('\n');
    for (Outcome outcome : readiness.outcomes()) {
      line(
          text,
          "%-8s %-" + NAME_WIDTH + "s %s",
          outcome.result(),
          outcome.check().text(),
          outcome.summary());
      if (outcome.result() != Result.PASS) {
        more(text, outcome);
      }
    }
    return text.toString();
  }

  private static void brief(StringBuilder text, String what, Outcome outcome) {
    line(text, "  %s %s: %s", what, outcome.check().text(), outcome.summary());
  }

  private static void more(StringBuilder text, Outcome outcome) {
    outcome.evidence().stream()
        .filter(seen -> !seen.equals(outcome.summary()))
        .forEach(seen -> line(text, "           - %s", seen));
    if (!outcome.remedy().isEmpty()) {
      line(text, "           > %s", outcome.remedy());
    }
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(values.length == 0 ? format : format.formatted(values)).append('\n');
  }
}
