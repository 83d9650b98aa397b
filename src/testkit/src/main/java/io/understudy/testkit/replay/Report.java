package io.understudy.testkit.replay;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a replay found.
 *
 * @param revisions target revisions looked at
 * @param claims of these, those at which the checkpoint claims equality
 * @param comparisons keys compared at claims
 * @param lastWatermark W of the last claim, 0 if there was none
 * @param equalKeys keys that are equal at the last claim
 * @param violations the first ones, in order
 */
public record Report(
    long revisions,
    long claims,
    long comparisons,
    long lastWatermark,
    long equalKeys,
    List<Violation> violations) {

  public Report {
    violations = List.copyOf(violations);
  }

  /**
   * @throws AssertionError with every violation in its message, if there is one
   */
  public Report orFail() {
    if (!violations.isEmpty()) {
      throw new AssertionError(
          violations.stream()
              .map(Violation::toString)
              .collect(
                  Collectors.joining("\n  ", "the target's history breaks promises:\n  ", "")));
    }
    return this;
  }
}
