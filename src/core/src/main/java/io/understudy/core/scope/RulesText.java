package io.understudy.core.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * The canonical text of a rule set: one rule a line, ASCII, the same text for the same rules. It is
 * YAML that {@link RuleDocumentReader} reads back.
 */
final class RulesText {

  /** The words for a {@link Placement}, for messages. */
  static final String PLACES =
      Placement.BY_RULE.stream().map(RulesText::word).collect(Collectors.joining(", "));

  private RulesText() {}

  static Optional<Placement> placement(String word) {
    return Placement.BY_RULE.stream().filter(place -> word(place).equals(word)).findFirst();
  }

  static String of(boolean followOwners, boolean carryLeases, List<Rule> rules) {
    StringBuilder text = new StringBuilder("version: 1\n");
    text.append("followOwners: ").append(followOwners).append('\n');
    text.append("carryLeases: ").append(carryLeases).append('\n');
    text.append("rules:").append(rules.isEmpty() ? " []" : "").append('\n');
    for (Rule rule : rules) {
      text.append("- ").append(rule(rule)).append('\n');
    }
    return text.toString();
  }

  private static String word(Placement place) {
    return place.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String rule(Rule rule) {
    List<String> fields = new ArrayList<>();
    fields.add("name: " + quoted(rule.name()));
    fields.add("match: " + match(rule.match()));
    fields.add("place: " + word(rule.place()));
    if (rule.regardlessOfOwners()) {
      fields.add("regardlessOfOwners: true");
    }
    fields.add("reason: " + quoted(rule.reason()));
    return mapping(fields);
  }

  private static String match(Match match) {
    List<String> fields = new ArrayList<>();
    patterns("group", match.groups(), fields);
    patterns("resource", match.resources(), fields);
    patterns("namespace", match.namespaces(), fields);
    patterns("name", match.names(), fields);
    patterns("key", match.keys(), fields);
    if (!match.labels().isEmpty()) {
      fields.add("labels: " + labels(match.labels()));
    }
    flag("clusterScoped", match.clusterScoped(), fields);
    flag("leaseBacked", match.leaseBacked(), fields);
    flag("unparsable", match.unparsable(), fields);
    flag("outsideRegistry", match.outsideRegistry(), fields);
    return mapping(fields);
  }

  private static String labels(Map<String, Patterns> labels) {
    List<String> fields = new ArrayList<>();
    new TreeMap<>(labels).forEach((label, values) -> patterns(quoted(label), values, fields));
    return mapping(fields);
  }

  private static void patterns(String field, Patterns patterns, List<String> fields) {
    if (!patterns.isAny()) {
      String texts = patterns.texts().stream().map(RulesText::quoted).collect(listed());
      fields.add(field + ": " + texts);
    }
  }

  private static void flag(String field, Flag flag, List<String> fields) {
    switch (flag) {
      case ANY -> {}
      case TRUE -> fields.add(field + ": true");
      case FALSE -> fields.add(field + ": false");
    }
  }

  private static Collector<CharSequence, ?, String> listed() {
    return Collectors.joining(", ", "[", "]");
  }

  private static String mapping(List<String> fields) {
    return fields.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  /** In double quotes, with everything escaped that could break a line or depend on a charset. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
