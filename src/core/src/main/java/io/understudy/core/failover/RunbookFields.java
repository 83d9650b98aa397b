package io.understudy.core.failover;

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

/** The fields of one YAML mapping of a runbook, which complain with file and line. */
final class RunbookFields {

  private final String fileName;
  private final String what;
  private final Node node;
  private final Map<String, Node> fields;

  private RunbookFields(String fileName, String what, Node node, Map<String, Node> fields) {
    this.fileName = fileName;
    this.what = what;
    this.node = node;
    this.fields = fields;
  }

  /**
   * @param what it is, for messages, for example {@code a step}
   * @param known the only names it may have
   */
  static RunbookFields of(String fileName, String what, Node node, Set<String> known) {
    RunbookFields fields = of(fileName, what, node);
    fields.fields.forEach(
        (name, value) -> {
          if (!known.contains(name)) {
            throw problem(
                fileName, value, "unknown field '" + name + "' of " + what + "; " + allowed(known));
          }
        });
    return fields;
  }

  /** With whatever names it has. */
  static RunbookFields of(String fileName, String what, Node node) {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(fileName, node, what + " must have fields, each 'name: value'");
    }
    Map<String, Node> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw problem(fileName, tuple.getKeyNode(), "a field's name must be a text");
      }
      if (fields.put(key.getValue(), tuple.getValueNode()) != null) {
        throw problem(fileName, key, "a second field '" + key.getValue() + "' of " + what);
      }
    }
    return new RunbookFields(fileName, what, node, fields);
  }

  static String allowed(Set<String> words) {
    return words.isEmpty() ? "it has none" : "known: " + String.join(", ", new TreeSet<>(words));
  }

  static RunbookException problem(String fileName, Node node, String problem) {
    return new RunbookException(fileName, line(node), problem);
  }

  static int line(Node node) {
    return node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
  }

  Set<String> names() {
    return fields.keySet();
  }

  Node node() {
    return node;
  }

  Optional<Node> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  Node required(String name) {
    return find(name)
        .orElseThrow(() -> problem(fileName, node, what + " has no field '" + name + "'; add it"));
  }

  String text(String name) {
    return scalar(name, required(name));
  }

  /** One text or a list of them; empty if it is left out. */
  List<String> texts(String name) {
    Optional<Node> found = find(name);
    return found.isEmpty() ? List.of() : texts(name, found.get());
  }

  List<String> texts(String name, Node value) {
    List<String> texts = new ArrayList<>();
    for (Node item : value instanceof SequenceNode list ? list.getValue() : List.of(value)) {
      texts.add(scalar(name, item));
    }
    return texts;
  }

  List<Node> list(String name, Node value) {
    if (!(value instanceof SequenceNode list)) {
      throw problem(fileName, value, "'" + name + "' must be a list");
    }
    return list.getValue();
  }

  String scalar(String name, Node value) {
    if (!(value instanceof ScalarNode scalar)) {
      throw problem(fileName, value, "'" + name + "' must be a single value");
    }
    return scalar.getValue();
  }

  /**
   * @param least to which it may be set; {@code otherwise} if it is left out
   */
  long number(String name, long least, long most, long otherwise) {
    Optional<Node> found = find(name);
    return found.isEmpty() ? otherwise : number(name, found.get(), text(name), least, most);
  }

  long number(String name, Node value, String text, long least, long most) {
    try {
      long number = Long.parseLong(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      throw notANumber(name, value, text, least, most);
    }
    throw notANumber(name, value, text, least, most);
  }

  private RunbookException notANumber(String name, Node value, String text, long least, long most) {
    String range = "write a whole number from " + least + " to " + most;
    return problem(fileName, value, "'" + name + "' is '" + text + "'; " + range);
  }
}
