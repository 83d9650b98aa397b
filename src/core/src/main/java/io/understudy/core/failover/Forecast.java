package io.understudy.core.failover;

import java.util.List;

/**
 * What a step would do now.
 *
 * @param will a sentence; the same as long as the same would be done, as the plan's hash covers it
 * @param facts what was looked at; may change from one plan to the next
 * @param problems what would make it fail, each with what to do: a plan with problems is not run
 * @param warnings what somebody should know before
 */
public record Forecast(
    String will, List<String> facts, List<String> problems, List<String> warnings) {

  public Forecast {
    facts = List.copyOf(facts);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  public static Forecast will(String will, String... facts) {
    return new Forecast(will, List.of(facts), List.of(), List.of());
  }

  public static Forecast problem(String will, String problem) {
    return new Forecast(will, List.of(), List.of(problem), List.of());
  }
}
