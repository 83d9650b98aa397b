package io.understudy.core.scope;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.yaml.SafeYaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Rules about what was found of a key, its value not looked at: the first that matches the key and
 * the kind of finding gives its verdict. Both are words of whoever has such rules.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class KeyRules {

  public static final KeyRules NONE = new KeyRules(List.of());

  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_RULES = 1000;
  private static final Set<String> FIELDS = Set.of("version", "rules");
  private static final Set<String> RULE_FIELDS =
      Set.of("name", "match", "kind", "verdict", "reason");
  private static final Set<String> MATCH_FIELDS =
      Set.of("group", "resource", "namespace", "name", "key", "clusterScoped");
  private static final Envelope NOT_READ = new Envelope.Unreadable("not read");

  private final List<Entry> rules;

  private record Entry(Match match, Set<String> kinds, String verdict) {}

  private KeyRules(List<Entry> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads a file of such rules.
   *
   * @param fileName for messages
   * @param kinds words that {@code kind} may have
   * @param verdicts words that {@code verdict} may be
   * @throws RuleFileException with file and line if it is not one
   */
  public static KeyRules parse(
      String text, String fileName, Set<String> kinds, Set<String> verdicts) {
    return new Reader(fileName, kinds, verdicts).read(text);
  }

  /**
   * @return empty if no rule matches
   */
  public Optional<String> decide(Bytes key, String kind) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    Subject subject = new Subject(key, RegistryKeys.parse(key), NOT_READ, 0);
    return rules.stream()
        .filter(rule -> rule.kinds().contains(kind))
        .filter(rule -> rule.match().acceptsByKey(subject) == Match.ByKey.YES)
        .map(Entry::verdict)
        .findFirst();
  }

  private record Reader(String fileName, Set<String> kinds, Set<String> verdicts) {

    KeyRules read(String text) {
      YamlFields fields = YamlFields.of(fileName, "a rules file", compose(text), FIELDS);
      if (!(fields.required("version") instanceof ScalarNode version)
          || !version.getValue().equals("1")) {
        throw problem(fields.required("version"), "'version' must be 1");
      }
      List<Node> nodes = fields.list("rules");
      if (nodes.size() > MAX_RULES) {
        throw problem(nodes.get(MAX_RULES), "more than " + MAX_RULES + " rules");
      }
      Set<String> names = new HashSet<>();
      List<Entry> rules = new ArrayList<>();
      for (Node node : nodes) {
        YamlFields rule = YamlFields.of(fileName, "a rule", node, RULE_FIELDS);
        if (!names.add(rule.text("name"))) {
          throw problem(node, "a second rule named '" + rule.text("name") + "'; names must differ");
        }
        if (rule.text("reason").isBlank()) {
          throw problem(rule.required("reason"), "'reason' is empty; say why the rule is there");
        }
        rules.add(new Entry(match(rule), kinds(rule), verdict(rule)));
      }
      return new KeyRules(rules);
    }

    private Node compose(String text) {
      try {
        return SafeYaml.compose(text, MAX_CHARACTERS, "a rules file needs 'version: 1'");
      } catch (SafeYaml.Refused refused) {
        String said = refused.parserSays().isEmpty() ? "" : ": " + refused.parserSays();
        throw new RuleFileException(fileName, refused.line(), refused.getMessage() + said);
      }
    }

    private Match match(YamlFields rule) {
      YamlFields fields = YamlFields.of(fileName, "'match'", rule.required("match"), MATCH_FIELDS);
      return new Match(
          fields.patterns("group"),
          fields.patterns("resource"),
          fields.patterns("namespace"),
          fields.patterns("name"),
          fields.patterns("key"),
          Map.of(),
          fields.flag("clusterScoped"),
          Flag.ANY,
          Flag.ANY,
          Flag.ANY);
    }

    private Set<String> kinds(YamlFields rule) {
      List<String> given = rule.texts("kind");
      for (String kind : given) {
        if (!kinds.contains(kind)) {
          throw problem(rule.required("kind"), "unknown kind '" + kind + "'; " + allowed(kinds));
        }
      }
      return Set.copyOf(given);
    }

    private String verdict(YamlFields rule) {
      String verdict = rule.text("verdict");
      if (!verdicts.contains(verdict)) {
        throw problem(
            rule.required("verdict"), "unknown verdict '" + verdict + "'; " + allowed(verdicts));
      }
      return verdict;
    }

    private static String allowed(Set<String> words) {
      return "allowed: " + String.join(", ", new TreeSet<>(words));
    }

    private RuleFileException problem(Node node, String problem) {
      return YamlFields.problem(fileName, node, problem);
    }
  }
}
