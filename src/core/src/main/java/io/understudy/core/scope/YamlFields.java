package io.understudy.core.scope;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The fields of one mapping in a rules file, taken by type; whatever does not fit names its line.
 */
final class YamlFields {

  private final String fileName;
  private final String what;
  private final int line;
  private final Map<String, Node> values;

  private YamlFields(String fileName, String what, int line, Map<String, Node> values) {
    this.fileName = fileName;
    this.what = what;
    this.line = line;
    this.values = values;
  }

  /**
   * @param what what the mapping is, for messages: "a rule"
   * @param allowed the fields it may have; empty for any
   */
  static YamlFields of(String fileName, String what, Node node, Set<String> allowed) {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(fileName, node, what + " must be a mapping of fields" + listOf(allowed));
    }
    Map<String, Node> values = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String field = textOf(fileName, "a field name of " + what, tuple.getKeyNode());
      if (!allowed.isEmpty() && !allowed.contains(field)) {
        String problem = "unknown field '" + field + "' in " + what + listOf(allowed);
        throw problem(fileName, tuple.getKeyNode(), problem);
      }
      if (values.put(field, tuple.getValueNode()) != null) {
        String problem = "field '" + field + "' is given twice in " + what;
        throw problem(fileName, tuple.getKeyNode(), problem);
      }
    }
    return new YamlFields(fileName, what, lineOf(node), values);
  }

  Set<String> names() {
    return values.keySet();
  }

  int line() {
    return line;
  }

  /** The value of a field that must be there. */
  Node required(String field) {
    Node value = values.get(field);
    if (value == null) {
      throw new RuleFileException(fileName, line, what + " has no '" + field + "'; it needs one");
    }
    return value;
  }

  Optional<Node> optional(String field) {
    return Optional.ofNullable(values.get(field));
  }

  String text(String field) {
    return textOf(fileName, "'" + field + "'", required(field));
  }

  boolean flag(String field, boolean otherwise) {
    return optional(field).map(node -> flagOf(field, node)).orElse(otherwise);
  }

  Flag flag(String field) {
    return optional(field).map(node -> Flag.of(flagOf(field, node))).orElse(Flag.ANY);
  }

  /** One text or a list of them; {@link Patterns#ANY} if the field is not there. */
  Patterns patterns(String field) {
    return optional(field).map(node -> Patterns.of(texts(field, node))).orElse(Patterns.ANY);
  }

  /** Empty also if nothing follows the field's name. */
  List<Node> list(String field) {
    return optional(field).map(node -> itemsOf(field, node)).orElse(List.of());
  }

  /** One text or a list of some. */
  List<String> texts(String field) {
    return texts(field, required(field));
  }

  private List<String> texts(String field, Node node) {
    String each = "'" + field + "'";
    if (!(node instanceof SequenceNode)) {
      return List.of(textOf(fileName, each, node));
    }
    List<String> texts = new ArrayList<>();
    for (Node item : itemsOf(field, node)) {
      texts.add(textOf(fileName, "each of " + each, item));
    }
    if (texts.isEmpty()) {
      throw problem(fileName, node, each + " is an empty list; give at least one, or leave it out");
    }
    return texts;
  }

  private List<Node> itemsOf(String field, Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    if (node.getTag().equals(Tag.NULL)) {
      return List.of();
    }
    throw problem(fileName, node, "'" + field + "' must be a list");
  }

  private boolean flagOf(String field, Node node) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      String value = scalar.getValue();
      if (value.equals("true") || value.equals("false")) {
        return value.equals("true");
      }
    }
    throw problem(fileName, node, "'" + field + "' must be true or false");
  }

  private static String textOf(String fileName, String what, Node node) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return scalar.getValue();
    }
    throw problem(fileName, node, what + " must be text; put quotes around a number or a true");
  }

  static RuleFileException problem(String fileName, Node node, String problem) {
    return new RuleFileException(fileName, lineOf(node), problem);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String listOf(Set<String> allowed) {
    return allowed.isEmpty() ? "" : "; allowed: " + String.join(", ", new TreeSet<>(allowed));
  }
}
