package io.understudy.core.ownership;

import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts objects by rule and placement. A rule is known by a number of two bytes. */
final class RuleCounts {

  /** Shared by the rules beyond the most that two bytes can tell apart. */
  private static final String OTHERS = "others";

  private static final Placement[] PLACEMENTS = Placement.values();

  private final int most;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Character> numbers = new HashMap<>();
  private long[] counts = new long[PLACEMENTS.length * 16];

  RuleCounts() {
    this(Character.MAX_VALUE);
  }

  /**
   * @param most rules told apart
   */
  RuleCounts(int most) {
    this.most = most;
  }

  char number(String rule) {
    Character known = numbers.get(rule);
    if (known != null) {
      return known;
    }
    if (names.size() >= most) {
      return names.size() == most ? add(OTHERS) : (char) most;
    }
    return add(rule);
  }

  void add(char rule, Placement placement, int objects) {
    counts[rule * PLACEMENTS.length + placement.ordinal()] += objects;
  }

  /** Those that are not zero, in the order in which the rules were first met. */
  List<RuleCount> read() {
    List<RuleCount> read = new ArrayList<>();
    for (int rule = 0; rule < names.size(); rule++) {
      for (Placement placement : PLACEMENTS) {
        long objects = counts[rule * PLACEMENTS.length + placement.ordinal()];
        if (objects != 0) {
          read.add(new RuleCount(names.get(rule), placement, objects));
        }
      }
    }
    return read;
  }

  private char add(String rule) {
    char number = (char) names.size();
    names.add(rule);
    numbers.put(rule, number);
    int needed = names.size() * PLACEMENTS.length;
    if (needed > counts.length) {
      counts = Arrays.copyOf(counts, needed * 2);
    }
    return number;
  }
}
