package io.understudy.core.readiness;

import java.util.List;

/**
 * What one precheck found.
 *
 * @param summary one line for people
 * @param evidence what was seen, a line each; bounded
 * @param remedy what to do about it, empty if nothing is to be done
 */
public record Outcome(
    Precheck check, Result result, String summary, List<String> evidence, String remedy) {

  public Outcome {
    evidence = List.copyOf(evidence);
  }

  public Effect effect(Verb verb) {
    return check.effect(verb, result);
  }
}
