package io.understudy.monitor.check;

import io.understudy.core.check.CheckDifference;
import io.understudy.core.explain.Cause;
import io.understudy.core.explain.CauseCounts;
import java.util.List;

/**
 * Why keys differ, as far as it was looked for.
 *
 * @param explained each with its likeliest cause
 * @param groups the same counted, larger ones first
 * @param ungrouped explained ones that are in none of the groups, of which there is a number
 * @param notLookedFor differences beyond the limits of looking
 */
public record Explanations(
    List<Explained> explained, List<CauseCounts.Group> groups, long ungrouped, long notLookedFor) {

  public static final Explanations NONE = new Explanations(List.of(), List.of(), 0, 0);

  public Explanations {
    explained = List.copyOf(explained);
    groups = List.copyOf(groups);
  }

  /** One difference and its cause. */
  public record Explained(CheckDifference difference, Cause cause) {}
}
