package io.understudy.core.readiness;

import java.util.List;

/**
 * Whether a verb can be begun now.
 *
 * @param blockers what forbids it
 * @param warnings what may go wrong all the same, or is not known
 */
public record Verdict(Verb verb, List<Outcome> blockers, List<Outcome> warnings) {

  public Verdict {
    blockers = List.copyOf(blockers);
    warnings = List.copyOf(warnings);
  }

  static Verdict of(Verb verb, List<Outcome> outcomes) {
    return new Verdict(
        verb, having(outcomes, verb, Effect.BLOCK), having(outcomes, verb, Effect.WARN));
  }

  private static List<Outcome> having(List<Outcome> outcomes, Verb verb, Effect effect) {
    return outcomes.stream().filter(outcome -> outcome.effect(verb) == effect).toList();
  }

  public boolean isReady() {
    return blockers.isEmpty();
  }

  /** As it is written outside: {@code ready}, {@code ready-with-warnings}, {@code not-ready}. */
  public String text() {
    if (!isReady()) {
      return "not-ready";
    }
    return warnings.isEmpty() ? "ready" : "ready-with-warnings";
  }
}
