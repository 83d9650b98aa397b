package io.understudy.e2e;

import io.understudy.e2e.ConfigInterfaces.Accessor;
import io.understudy.e2e.ConfigInterfaces.Mapped;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every property that a service takes, from the interfaces that it maps them to. */
final class ConfigProperties {

  private static final List<String> SHARED = List.of("src/service", "src/etcd", "src/core");
  private static final Pattern UPPER = Pattern.compile("([A-Z])");
  private static final Pattern MAP = Pattern.compile("Map<String, ?(.+)>");
  private static final Pattern CODE =
      Pattern.compile("\\{@(?:code|link) ((?:[^{}]|\\{[^{}]*\\})*)\\}");

  /**
   * @param name in full
   * @param usual its default; empty if there is none
   * @param meaning in Markdown, on one line
   */
  record Property(String name, String usual, String meaning) {

    /** The environment variable that sets it. */
    String variable() {
      return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
  }

  private final ConfigInterfaces interfaces;
  private final Map<String, Property> found = new TreeMap<>();

  private ConfigProperties(ConfigInterfaces interfaces) {
    this.interfaces = interfaces;
  }

  /**
   * In the order of names.
   *
   * @param service its folder in the repository
   */
  static List<Property> of(String service) throws IOException {
    List<String> modules = new java.util.ArrayList<>(SHARED);
    modules.add(service);
    ConfigProperties properties = new ConfigProperties(ConfigInterfaces.of(modules));
    for (Mapped root : properties.interfaces.roots()) {
      properties.collect(root.prefix().orElseThrow(), root);
    }
    return List.copyOf(properties.found.values());
  }

  /** What an interface itself says comes last, as it overrides what its parents do. */
  private void collect(String prefix, Mapped mapped) {
    for (String parent : mapped.parents()) {
      collect(prefix, interfaces.named(parent, mapped).orElseThrow(() -> unknown(parent)));
    }
    for (Accessor accessor : mapped.accessors()) {
      collect(prefix + "." + kebab(accessor.name()), accessor, accessor.type(), mapped);
    }
  }

  private void collect(String name, Accessor accessor, String type, Mapped where) {
    Matcher map = MAP.matcher(type);
    if (map.matches()) {
      collect(name + ".\"name\"", accessor, map.group(1), where);
      return;
    }
    Optional<Mapped> group = interfaces.named(type, where);
    if (group.isPresent()) {
      collect(name, group.get());
      return;
    }
    found.put(name, new Property(name, accessor.usual().orElse(""), meaning(accessor.doc())));
  }

  private static IllegalStateException unknown(String type) {
    return new IllegalStateException(
        type + " is no interface of " + SHARED + " or the service, in a file named …Config.java");
  }

  private static String kebab(String name) {
    return UPPER.matcher(name).replaceAll("-$1").toLowerCase(Locale.ROOT);
  }

  private static String meaning(String doc) {
    String line = doc.strip().replaceAll("\\s+", " ");
    return CODE.matcher(line).replaceAll("`$1`").replace("|", "\\|");
  }
}
