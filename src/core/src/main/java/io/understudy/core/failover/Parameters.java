package io.understudy.core.failover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a step's {@code with} says. The parser has held it against the type's {@link Parameter}s, so
 * that asking for a field as another kind than declared is a defect.
 *
 * @param values {@code String}, {@code Long}, {@code Boolean}, {@code List<String>}, {@code
 *     Map<String, String>} or {@code List<Parameters>} by name, in the order of names
 */
public record Parameters(Map<String, Object> values) {

  public static final Parameters NONE = new Parameters(Map.of());

  public Parameters {
    values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Of a required field. */
  public String text(String name) {
    return required(name, findText(name));
  }

  public String text(String name, String otherwise) {
    return findText(name).orElse(otherwise);
  }

  public Optional<String> findText(String name) {
    return find(name, String.class);
  }

  /** Of a required field. */
  public long number(String name) {
    return required(name, find(name, Long.class));
  }

  public long number(String name, long otherwise) {
    return find(name, Long.class).orElse(otherwise);
  }

  public boolean flag(String name, boolean otherwise) {
    return find(name, Boolean.class).orElse(otherwise);
  }

  /** Empty if it is left out. */
  public List<String> texts(String name) {
    return find(name, List.class).map(Parameters::textsOf).orElse(List.of());
  }

  /** Empty if it is left out. */
  public Map<String, String> table(String name) {
    return find(name, Map.class).map(Parameters::tableOf).orElse(Map.of());
  }

  /** Empty if it is left out. */
  public List<Parameters> objects(String name) {
    return find(name, List.class).map(Parameters::objectsOf).orElse(List.of());
  }

  private <T> Optional<T> find(String name, Class<T> kind) {
    return Optional.ofNullable(values.get(name)).map(kind::cast);
  }

  private static <T> T required(String name, Optional<T> value) {
    return value.orElseThrow(
        () -> new IllegalStateException("'" + name + "' is asked for as required and is not"));
  }

  private static List<String> textsOf(List<?> list) {
    return list.stream().map(String.class::cast).toList();
  }

  private static Map<String, String> tableOf(Map<?, ?> map) {
    Map<String, String> table = new TreeMap<>();
    map.forEach((name, value) -> table.put((String) name, (String) value));
    return table;
  }

  private static List<Parameters> objectsOf(List<?> list) {
    return list.stream().map(Parameters.class::cast).toList();
  }
}
