package io.understudy.core.failover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads what a step's {@code with} holds, as its type declares it. What cannot be told as a
 * variable has no value is no mistake of the runbook: it shows in the plan.
 */
final class ParametersReader {

  private final String fileName;
  private final Variables variables;
  private List<String> unset = List.of();

  ParametersReader(String fileName, Variables variables) {
    this.fileName = fileName;
    this.variables = variables;
  }

  /**
   * @param lacking takes what cannot be filled in
   */
  Parameters read(StepType type, RunbookFields step, List<String> lacking) {
    unset = lacking;
    String what = "'with' of a step of type " + type.name();
    Optional<Node> with = step.find("with");
    if (with.isEmpty()) {
      requireAll(what, type.parameters(), Map.of(), step.node());
      return Parameters.NONE;
    }
    return read(what, type.parameters(), with.get());
  }

  private Parameters read(String what, List<Parameter> declared, Node node) {
    RunbookFields fields = RunbookFields.of(fileName, what, node, names(declared));
    Map<String, Object> values = new LinkedHashMap<>();
    for (Parameter parameter : declared) {
      fields
          .find(parameter.name())
          .flatMap(value -> value(what, parameter, fields, value))
          .ifPresent(value -> values.put(parameter.name(), value));
    }
    requireAll(what, declared, values, node);
    return new Parameters(values);
  }

  private static Set<String> names(List<Parameter> declared) {
    return declared.stream().map(Parameter::name).collect(Collectors.toSet());
  }

  private void requireAll(
      String what, List<Parameter> declared, Map<String, Object> values, Node node) {
    for (Parameter parameter : declared) {
      boolean isLacking = parameter.isRequired() && !values.containsKey(parameter.name());
      if (isLacking && unset.isEmpty()) {
        throw problem(
            node, what + " lacks '" + parameter.name() + "' (" + parameter.says() + "); add it");
      }
    }
  }

  /** Empty if nothing is left of it. */
  private Optional<Object> value(
      String what, Parameter parameter, RunbookFields fields, Node node) {
    String name = parameter.name();
    return switch (parameter.kind()) {
      case TEXT -> notEmpty(fields.scalar(name, node)).map(text -> allowed(parameter, text, node));
      case NUMBER ->
          notEmpty(fields.scalar(name, node))
              .map(text -> fields.number(name, node, text, parameter.least(), parameter.most()));
      case FLAG -> notEmpty(fields.scalar(name, node)).map(text -> flag(name, text, node));
      case TEXTS -> {
        boolean maySplit = !parameter.isVerbatim();
        List<String> texts =
            fields.texts(name, node).stream().flatMap(text -> items(text, maySplit)).toList();
        yield texts.isEmpty() ? Optional.empty() : Optional.of(texts);
      }
      case TABLE -> Optional.of(table(name, node));
      case OBJECTS -> {
        List<Parameters> objects = new ArrayList<>();
        for (Node item : fields.list(name, node)) {
          objects.add(read("'" + name + "' in " + what, parameter.fields(), item));
        }
        yield objects.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(objects));
      }
    };
  }

  private Map<String, String> table(String name, Node node) {
    RunbookFields entries = RunbookFields.of(fileName, "'" + name + "'", node);
    Map<String, String> table = new TreeMap<>();
    for (String entry : entries.names()) {
      table.put(entry, filled(entries.text(entry)));
    }
    return table;
  }

  private String allowed(Parameter parameter, String text, Node node) {
    if (!parameter.allowed().isEmpty() && !parameter.allowed().contains(text)) {
      throw problem(
          node,
          "'"
              + parameter.name()
              + "' is '"
              + text
              + "'; allowed: "
              + String.join(", ", parameter.allowed()));
    }
    return text;
  }

  private Object flag(String name, String text, Node node) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw problem(node, "'" + name + "' is '" + text + "'; write true or false");
    };
  }

  /** A variable that is an item by itself may hold several, with commas between. */
  private Stream<String> items(String text, boolean maySplit) {
    return maySplit && Variables.isOne(text)
        ? Stream.of(filled(text).split(",")).map(String::strip).filter(item -> !item.isEmpty())
        : notEmpty(text).stream();
  }

  private Optional<String> notEmpty(String text) {
    return Optional.of(filled(text)).filter(filled -> !filled.isBlank());
  }

  /** Nothing if a variable in it has no value. */
  private String filled(String text) {
    try {
      return variables.fill(text);
    } catch (IllegalArgumentException noValue) {
      unset.add(String.valueOf(noValue.getMessage()));
      return "";
    }
  }

  private RunbookException problem(Node node, String problem) {
    return RunbookFields.problem(fileName, node, problem);
  }
}
