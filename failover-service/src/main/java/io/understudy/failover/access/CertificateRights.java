package io.understudy.failover.access;

import io.understudy.core.yaml.SafeYaml;
import io.understudy.service.access.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Which names of certificates have which rights: YAML with a line for each name, for example {@code
 * cn=alice: [plan, drill]}.
 *
 * @param byName of names as {@link CertificateNames} has them
 */
record CertificateRights(Map<String, Set<Right>> byName) {

  private static final int MAX_CHARACTERS = 256 * 1024;
  private static final String ALL = "*";

  CertificateRights {
    byName = Map.copyOf(byName);
  }

  /** Whether one of the names has it. */
  boolean allow(Collection<String> names, Permission right) {
    return names.stream().anyMatch(name -> byName.getOrDefault(name, Set.of()).contains(right));
  }

  /**
   * @param file for messages
   * @throws IllegalArgumentException if it is not such a list; says where and what is allowed
   */
  static CertificateRights parse(String text, String file) {
    Node root;
    try {
      root =
          SafeYaml.compose(
              text,
              MAX_CHARACTERS,
              "write a name and its rights, for example" + " 'cn=alice: [plan, drill]'");
    } catch (SafeYaml.Refused refused) {
      throw new IllegalArgumentException(
          file + " line " + refused.line() + ": " + refused.getMessage(), refused);
    }
    if (!(root instanceof MappingNode mapping)) {
      throw bad(file, root, "write names with their rights, for example 'cn=alice: [plan, drill]'");
    }
    Map<String, Set<Right>> byName = new LinkedHashMap<>();
    for (NodeTuple line : mapping.getValue()) {
      String name = name(file, line.getKeyNode());
      if (byName.put(name, rights(file, line.getValueNode())) != null) {
        throw bad(file, line.getKeyNode(), "'" + name + "' is there twice; write it once");
      }
    }
    return new CertificateRights(byName);
  }

  private static String name(String file, Node node) {
    if (node instanceof ScalarNode text && CertificateNames.isName(text.getValue())) {
      return text.getValue();
    }
    throw bad(file, node, "no name of a certificate; write " + CertificateNames.SHAPES);
  }

  private static Set<Right> rights(String file, Node node) {
    if (!(node instanceof SequenceNode list)) {
      throw bad(file, node, "rights are a list; known: " + Right.known() + ", \"*\" for all");
    }
    Set<Right> rights = EnumSet.noneOf(Right.class);
    for (Node item : list.getValue()) {
      rights.addAll(right(file, item));
    }
    return Set.copyOf(rights);
  }

  private static List<Right> right(String file, Node node) {
    List<Right> named = new ArrayList<>();
    if (node instanceof ScalarNode text) {
      Right.of(text.getValue()).ifPresent(named::add);
      if (text.getValue().equals(ALL)) {
        named.addAll(List.of(Right.values()));
      }
    }
    if (named.isEmpty()) {
      throw bad(file, node, "no such right; known: " + Right.known() + ", \"*\" for all");
    }
    return named;
  }

  private static IllegalArgumentException bad(String file, Node node, String what) {
    return new IllegalArgumentException(
        file + " line " + (node.getStartMark().getLine() + 1) + ": " + what);
  }
}
