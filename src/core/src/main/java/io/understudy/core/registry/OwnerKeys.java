package io.understudy.core.registry;

import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keys under which the registry may hold an owner. Pure. */
public final class OwnerKeys {

  private static final String ROOT = "/registry/";

  private OwnerKeys() {}

  /**
   * Where the API server keeps objects of such a kind, as far as its name tells.
   *
   * @param namespace of the dependent, empty if it has none
   */
  public static List<Bytes> likely(OwnerReference owner, String namespace) {
    Set<String> keys = new LinkedHashSet<>();
    String kind = owner.kind().toLowerCase(Locale.ROOT);
    for (String resource : stored(kind)) {
      add(keys, resource, namespace, owner.name());
      String group = group(owner);
      if (!group.isEmpty()) {
        add(keys, group + "/" + resource, namespace, owner.name());
      }
    }
    return keys.stream().map(Bytes::utf8).toList();
  }

  /**
   * For a kind whose plural its name does not tell: under each resource that its group defines.
   *
   * @param definitions names of custom resource definitions, each {@code <plural>.<group>}
   */
  public static List<Bytes> defined(
      OwnerReference owner, String namespace, List<String> definitions) {
    String suffix = "." + group(owner);
    Set<String> keys = new LinkedHashSet<>();
    for (String name : definitions) {
      if (name.endsWith(suffix) && name.indexOf('.') == name.length() - suffix.length()) {
        String plural = name.substring(0, name.indexOf('.'));
        add(keys, group(owner) + "/" + plural, namespace, owner.name());
      }
    }
    return keys.stream().map(Bytes::utf8).toList();
  }

  /** API group of the owner's kind, empty for the core group. */
  public static String group(OwnerReference owner) {
    int slash = owner.apiVersion().indexOf('/');
    return slash < 0 ? "" : owner.apiVersion().substring(0, slash);
  }

  private static void add(Set<String> keys, String resource, String namespace, String name) {
    if (!namespace.isEmpty()) {
      keys.add(ROOT + resource + "/" + namespace + "/" + name);
    }
    keys.add(ROOT + resource + "/" + name);
  }

  /** As the key spells the resource. */
  private static List<String> stored(String kind) {
    List<String> resources = new ArrayList<>();
    switch (kind) {
      case "node" -> resources.add("minions");
      case "service" -> resources.add("services/specs");
      case "endpoints" -> resources.add("services/endpoints");
      case "replicationcontroller" -> resources.add("controllers");
      case "ingress" -> resources.add("ingress");
      default -> {}
    }
    resources.add(kind + "s");
    resources.add(kind + "es");
    resources.add(kind);
    if (kind.endsWith("y")) {
      resources.add(kind.substring(0, kind.length() - 1) + "ies");
    }
    return resources;
  }
}
