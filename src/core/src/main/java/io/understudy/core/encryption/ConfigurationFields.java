package io.understudy.core.encryption;

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
 * The fields of one mapping in an encryption configuration, taken by type. What does not fit is
 * named by its line and place alone: nothing that the file says is ever repeated.
 */
final class ConfigurationFields {

  private final String fileName;
  private final String what;
  private final Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /**
   * @param what what the mapping is, for messages: "a key"
   * @param allowed the fields it may have; empty for any
   */
  ConfigurationFields(String fileName, String what, Node node, Set<String> allowed) {
    this.fileName = fileName;
    this.what = what;
    this.node = node;
    if (!(node instanceof MappingNode mapping)) {
      throw problem(node, what + " must be a mapping of fields" + listOf(allowed));
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String field = text("a field name of " + what, tuple.getKeyNode());
      if (!allowed.isEmpty() && !allowed.contains(field)) {
        throw problem(tuple.getKeyNode(), "an unknown field in " + what + listOf(allowed));
      }
      if (values.put(field, tuple.getValueNode()) != null) {
        throw problem(tuple.getKeyNode(), "a field is given twice in " + what);
      }
    }
  }

  Set<String> names() {
    return values.keySet();
  }

  Node required(String field) {
    return Optional.ofNullable(values.get(field))
        .orElseThrow(() -> problem(node, what + " has no '" + field + "'; it needs one"));
  }

  /** Not empty. */
  String text(String field) {
    String text = text("'" + field + "' of " + what, required(field));
    if (text.isEmpty()) {
      throw problem(required(field), "'" + field + "' of " + what + " is empty");
    }
    return text;
  }

  /** With at least one item. */
  List<Node> list(String field) {
    if (required(field) instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      return sequence.getValue();
    }
    throw problem(required(field), "'" + field + "' of " + what + " must be a list, not empty");
  }

  String text(String described, Node value) {
    if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return scalar.getValue();
    }
    throw problem(value, described + " must be text; put quotes around a number or a true");
  }

  EncryptionFileException problem(Node at, String problem) {
    return new EncryptionFileException(fileName, at.getStartMark().getLine() + 1, problem);
  }

  private static String listOf(Set<String> allowed) {
    return allowed.isEmpty() ? "" : "; allowed: " + String.join(", ", new TreeSet<>(allowed));
  }
}
