package io.understudy.e2e.chaos;

import java.util.List;

/**
 * How a run ended.
 *
 * @param faults that were injected
 * @param writesChecked acknowledged writes that were looked for
 * @param violations none if it passed
 */
record ChaosOutcome(ChaosPlan plan, int faults, long writesChecked, List<String> violations) {

  ChaosOutcome {
    violations = List.copyOf(violations);
  }

  boolean passed() {
    return violations.isEmpty();
  }
}
