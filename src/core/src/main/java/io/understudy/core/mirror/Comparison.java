package io.understudy.core.mirror;

import io.understudy.core.equality.DifferenceClass;
import java.util.List;
import java.util.Map;

/**
 * What a comparison while tailing found and did.
 *
 * @param missed keys that the target did not hold
 * @param different keys with unequal values, by class; content and missed keys were recopied unless
 *     they are held back
 * @param repaired keys written
 * @param contestedKeys that the standby keeps rewriting
 */
public record Comparison(
    long missed,
    Map<DifferenceClass, Long> different,
    long repaired,
    List<ContestedKeys.Contested> contestedKeys) {

  public Comparison {
    different = Map.copyOf(different);
    contestedKeys = List.copyOf(contestedKeys);
  }
}
