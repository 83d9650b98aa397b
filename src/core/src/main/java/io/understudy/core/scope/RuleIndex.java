package io.understudy.core.scope;

import io.understudy.core.registry.RegistryKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Rules in their order, cut down to those that can match a given resource, so that a key is held
 * against a handful and not against all.
 */
final class RuleIndex {

  /** A rule and the one verdict it ever gives. */
  record Entry(Match match, Verdict verdict) {}

  private final Map<String, List<Entry>> byResource = new HashMap<>();
  private final List<Entry> forOtherResources;
  private final List<Entry> withoutLayout;

  RuleIndex(List<Rule> rules) {
    for (Rule rule : rules) {
      for (String resource : rule.match().resources().literals()) {
        byResource.computeIfAbsent(
            resource, r -> entries(rules, match -> match.resources().accepts(r)));
      }
    }
    forOtherResources = entries(rules, match -> match.resources().mayAcceptMoreThanLiterals());
    withoutLayout = entries(rules, match -> !match.needsLayout());
  }

  /** The rules that can match, in their order; each must still be asked. */
  List<Entry> candidates(Subject subject) {
    if (subject.registryKey().isEmpty()) {
      return withoutLayout;
    }
    RegistryKey key = subject.registryKey().get();
    return byResource.getOrDefault(key.resource(), forOtherResources);
  }

  private static List<Entry> entries(List<Rule> rules, Predicate<Match> wanted) {
    return rules.stream()
        .filter(rule -> wanted.test(rule.match()))
        .map(rule -> new Entry(rule.match(), rule.verdict()))
        .toList();
  }
}
