package io.understudy.core.scope;

import io.understudy.core.yaml.SafeYaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Turns the YAML of a rules file into a {@link RuleDocument}. It works on YAML's nodes and builds
 * no objects of YAML's choice; size, depth and number of rules are bounded, aliases refused.
 */
final class RuleDocumentReader {

  /** Who wrote the text decides what it may say. */
  enum Author {
    /** A rules file: plain rules. */
    OPERATOR(128 * 1024),
    /** Shipped with the product, or written by {@link RulesText}, which may use longer escapes. */
    PRODUCT(2 * 1024 * 1024);

    private final int maxCharacters;

    Author(int maxCharacters) {
      this.maxCharacters = maxCharacters;
    }
  }

  static final int MAX_RULES = 1_000;
  private static final Pattern RULE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private static final Set<String> FIELDS = Set.of("version", "extends", "rules");
  private static final Set<String> PRODUCT_FIELDS =
      Set.of("version", "extends", "rules", "followOwners", "carryLeases");
  private static final Set<String> RULE_FIELDS =
      Set.of("name", "match", "place", "regardlessOfOwners", "reason");
  private static final Set<String> MATCH_FIELDS =
      Set.of(
          "group",
          "resource",
          "namespace",
          "name",
          "key",
          "labels",
          "clusterScoped",
          "leaseBacked",
          "unparsable",
          "outsideRegistry");

  private final String fileName;
  private final Author author;
  private final String namePrefix;

  private RuleDocumentReader(String fileName, Author author, String namePrefix) {
    this.fileName = fileName;
    this.author = author;
    this.namePrefix = namePrefix;
  }

  /**
   * @param fileName for messages
   * @param namePrefix put before the name of each rule
   * @throws RuleFileException if the text is not a valid rules file
   */
  static RuleDocument read(String text, String fileName, Author author, String namePrefix) {
    return new RuleDocumentReader(fileName, author, namePrefix).document(text);
  }

  private RuleDocument document(String text) {
    YamlFields fields = fields("a rules file", compose(text), allowedFields());
    if (!(fields.required("version") instanceof ScalarNode version)
        || !version.getValue().equals("1")) {
      throw problem(fields.required("version"), "'version' must be 1");
    }
    return new RuleDocument(
        fields.optional("extends").map(node -> extended(fields)),
        fields.optional("followOwners").map(node -> fields.flag("followOwners", true)),
        fields.optional("carryLeases").map(node -> fields.flag("carryLeases", false)),
        rules(fields.list("rules")));
  }

  private String extended(YamlFields fields) {
    String profile = fields.text("extends");
    if (!Profiles.NAMES.contains(profile) && !profile.equals(RuleFile.NO_PROFILE)) {
      String allowed = String.join(", ", Profiles.NAMES) + ", " + RuleFile.NO_PROFILE;
      String problem = "unknown profile '" + profile + "'; allowed: " + allowed;
      throw problem(fields.required("extends"), problem);
    }
    return profile;
  }

  private Set<String> allowedFields() {
    return author == Author.PRODUCT ? PRODUCT_FIELDS : FIELDS;
  }

  private Node compose(String text) {
    try {
      return SafeYaml.compose(text, author.maxCharacters, "a rules file needs 'version: 1'");
    } catch (SafeYaml.Refused refused) {
      String said = refused.parserSays().isEmpty() ? "" : ": " + refused.parserSays();
      throw new RuleFileException(fileName, refused.line(), refused.getMessage() + said);
    }
  }

  private List<Rule> rules(List<Node> nodes) {
    if (nodes.size() > MAX_RULES) {
      throw problem(nodes.get(MAX_RULES), "more than " + MAX_RULES + " rules");
    }
    Set<String> names = new HashSet<>();
    List<Rule> rules = new ArrayList<>();
    for (Node node : nodes) {
      Rule rule = rule(node);
      if (!names.add(rule.name())) {
        throw problem(node, "a second rule named '" + rule.name() + "'; names must differ");
      }
      rules.add(rule);
    }
    return rules;
  }

  private Rule rule(Node node) {
    YamlFields fields = fields("a rule", node, RULE_FIELDS);
    Match match = match(fields("'match'", fields.required("match"), MATCH_FIELDS));
    boolean regardlessOfOwners = fields.flag("regardlessOfOwners", false);
    return new Rule(name(fields), match, place(fields), regardlessOfOwners, reason(fields));
  }

  private String name(YamlFields fields) {
    String name = fields.text("name");
    boolean isReserved = name.equals(Rules.DEFAULT_RULE);
    if (author == Author.OPERATOR && (isReserved || !RULE_NAME.matcher(name).matches())) {
      String allowed =
          "1 to 100 letters, digits, '.', '_' and '-', not '" + Rules.DEFAULT_RULE + "'";
      throw problem(fields.required("name"), "'name' of a rule must be " + allowed);
    }
    return namePrefix + name;
  }

  private Placement place(YamlFields fields) {
    String place = fields.text("place");
    return RulesText.placement(place)
        .orElseThrow(
            () ->
                problem(
                    fields.required("place"),
                    "unknown place '" + place + "'; allowed: " + RulesText.PLACES));
  }

  private String reason(YamlFields fields) {
    String reason = fields.text("reason");
    if (reason.isBlank()) {
      throw problem(fields.required("reason"), "'reason' is empty; say why the rule is there");
    }
    return reason.strip();
  }

  private Match match(YamlFields fields) {
    return new Match(
        fields.patterns("group"),
        fields.patterns("resource"),
        fields.patterns("namespace"),
        fields.patterns("name"),
        fields.patterns("key"),
        fields.optional("labels").map(this::labels).orElse(Map.of()),
        fields.flag("clusterScoped"),
        fields.flag("leaseBacked"),
        fields.flag("unparsable"),
        fields.flag("outsideRegistry"));
  }

  private Map<String, Patterns> labels(Node node) {
    YamlFields fields = fields("'labels'", node, Set.of());
    Map<String, Patterns> labels = new LinkedHashMap<>();
    for (String label : fields.names()) {
      labels.put(label, fields.patterns(label));
    }
    if (labels.isEmpty()) {
      throw problem(node, "'labels' is empty; give at least one, or leave it out");
    }
    return labels;
  }

  private YamlFields fields(String what, Node node, Set<String> allowed) {
    return YamlFields.of(fileName, what, node, allowed);
  }

  private RuleFileException problem(Node node, String problem) {
    return YamlFields.problem(fileName, node, problem);
  }
}
