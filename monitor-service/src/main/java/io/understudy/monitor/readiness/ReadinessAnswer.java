package io.understudy.monitor.readiness;

import io.understudy.core.readiness.Outcome;
import io.understudy.core.readiness.Readiness;
import io.understudy.core.readiness.Verb;
import io.understudy.core.readiness.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The body of {@code GET /api/v1/readiness}.
 *
 * @param link name of the link
 * @param at when the facts were gathered
 * @param verdicts by verb: {@code switchover}, {@code failover}
 */
public record ReadinessAnswer(
    String link, Instant at, Map<String, VerdictAnswer> verdicts, List<CheckAnswer> checks) {

  /**
   * @param verdict ready, ready-with-warnings, not-ready
   * @param blockers names of prechecks that forbid it
   * @param warnings names of those that say what may go wrong, or is not known
   */
  public record VerdictAnswer(
      String verdict, boolean ready, List<String> blockers, List<String> warnings) {}

  /**
   * @param result PASS, WARN, FAIL, UNKNOWN
   * @param switchover what the result means for it: clear, warn, block
   * @param failover likewise
   */
  public record CheckAnswer(
      String name,
      String result,
      String summary,
      List<String> evidence,
      String remedy,
      String switchover,
      String failover) {}

  static ReadinessAnswer of(String link, Readiness readiness) {
    Map<String, VerdictAnswer> verdicts = new LinkedHashMap<>();
    for (Verb verb : Verb.values()) {
      verdicts.put(verb.text(), verdict(readiness.verdict(verb)));
    }
    return new ReadinessAnswer(
        link,
        readiness.at(),
        verdicts,
        readiness.outcomes().stream().map(ReadinessAnswer::check).toList());
  }

  private static VerdictAnswer verdict(Verdict verdict) {
    return new VerdictAnswer(
        verdict.text(), verdict.isReady(), names(verdict.blockers()), names(verdict.warnings()));
  }

  private static List<String> names(List<Outcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome.check().text()).toList();
  }

  private static CheckAnswer check(Outcome outcome) {
    return new CheckAnswer(
        outcome.check().text(),
        outcome.result().name(),
        outcome.summary(),
        outcome.evidence(),
        outcome.remedy(),
        effect(outcome, Verb.SWITCHOVER),
        effect(outcome, Verb.FAILOVER));
  }

  private static String effect(Outcome outcome, Verb verb) {
    return outcome.effect(verb).name().toLowerCase(Locale.ROOT);
  }
}
