package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Placement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How many objects are where, by placement and by rule, and how many keys have no known layout. */
final class ObjectCounts {

  private final long[] byPlacement = new long[Placement.values().length];
  private final RuleCounts byRule = new RuleCounts();
  private final Set<Id> unparsable = new HashSet<>();

  /** The number a rule is known by. */
  char number(String rule) {
    return byRule.number(rule);
  }

  void add(char rule, Placement placement, int objects) {
    byPlacement[placement.ordinal()] += objects;
    byRule.add(rule, placement, objects);
  }

  void keyCame(Id id, Bytes key) {
    if (key.startsWith(RegistryKeys.PREFIX) && RegistryKeys.parse(key).isEmpty()) {
      unparsable.add(id);
    }
  }

  void keyWent(Id id) {
    unparsable.remove(id);
  }

  long at(Placement placement) {
    return byPlacement[placement.ordinal()];
  }

  List<RuleCount> byRule() {
    return byRule.read();
  }

  long unparsable() {
    return unparsable.size();
  }
}
