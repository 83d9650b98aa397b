package io.understudy.failover.dns;

import io.understudy.core.failover.Forecast;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a plan has found so far, each thing once. */
final class Findings {

  private final Set<String> facts = new LinkedHashSet<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  void fact(String fact) {
    facts.add(fact);
  }

  void problem(String problem) {
    problems.add(problem);
  }

  void warning(String warning) {
    warnings.add(warning);
  }

  Forecast forecast(String will) {
    return new Forecast(will, List.copyOf(facts), List.copyOf(problems), List.copyOf(warnings));
  }
}
