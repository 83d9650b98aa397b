package io.understudy.core.failover.freeze;

import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rule;
import io.understudy.core.scope.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A link's scope as conditions of an admission policy, in CEL. A request is refused if all of them
 * hold.
 *
 * <p>No request that could change something in scope gets past them; some that could not are
 * refused too. What a rule leaves out by labels, by whole keys or by leases is refused, as a
 * request cannot be held against that; so is what is left out for its owners' sake. What is in
 * scope by such a rule is refused by the rest of what the rule says.
 */
final class FreezeConditions {

  /** Kubernetes allows 64. */
  private static final int CONDITIONS_MAX = 48;

  /** What in scope and out of scope alternate more often than this is refused as a whole. */
  private static final int NESTED_MAX = 16;

  private FreezeConditions() {}

  /**
   * @return expressions by name
   */
  static Map<String, String> of(Rules rules) {
    List<Rule> all = upToLastLeftOut(rules.rules());
    int free = 0;
    while (free < all.size() && isLeftOut(all.get(free))) {
      free++;
    }
    Map<String, String> conditions = new LinkedHashMap<>();
    List<String> left = new ArrayList<>();
    for (Rule rule : all.subList(0, free)) {
      MatchInCel.atMost(rule.match())
          .ifPresent(
              clause -> {
                left.add(clause);
                conditions.put(name(left.size(), rule.name()), Cel.not(clause));
              });
    }
    if (conditions.size() > CONDITIONS_MAX) {
      conditions.clear();
      conditions.put("left-out", Cel.not(Cel.any(left)));
    }
    String rest = refused(all.subList(free, all.size()), 0);
    if (!rest.equals(Cel.TRUE)) {
      conditions.put("in-scope", rest);
    }
    return conditions;
  }

  /** Rules of one kind that stand together are one clause. */
  private static String refused(List<Rule> rules, int depth) {
    if (rules.isEmpty() || depth == NESTED_MAX) {
      return Cel.TRUE;
    }
    boolean leavesOut = isLeftOut(rules.getFirst());
    int same = 0;
    while (same < rules.size() && isLeftOut(rules.get(same)) == leavesOut) {
      same++;
    }
    List<String> clauses =
        rules.subList(0, same).stream()
            .map(Rule::match)
            .map(match -> leavesOut ? MatchInCel.atMost(match) : MatchInCel.atLeast(match))
            .flatMap(Optional::stream)
            .toList();
    String rest = refused(rules.subList(same, rules.size()), depth + 1);
    if (clauses.isEmpty()) {
      return rest;
    }
    String one = Cel.any(clauses);
    if (!leavesOut) {
      return rest.equals(Cel.TRUE) ? rest : Cel.any(List.of(one, rest));
    }
    return rest.equals(Cel.TRUE) ? Cel.not(one) : Cel.all(List.of(Cel.not(one), rest));
  }

  /** What no rule matches is in scope, as is all that the last ones say. */
  private static List<Rule> upToLastLeftOut(List<Rule> rules) {
    int end = rules.size();
    while (end > 0 && !isLeftOut(rules.get(end - 1))) {
      end--;
    }
    return rules.subList(0, end);
  }

  private static boolean isLeftOut(Rule rule) {
    return rule.place() == Placement.LEAVE_OUT;
  }

  private static String name(int number, String rule) {
    String text = rule.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-+", "");
    String cut = text.substring(0, Math.min(40, text.length())).replaceAll("-+$", "");
    return String.format(Locale.ROOT, "%02d%s%s", number, cut.isEmpty() ? "" : "-", cut);
  }
}
