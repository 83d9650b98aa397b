package io.understudy.core.failover;

import io.understudy.core.yaml.SafeYaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Turns the YAML of a runbook into steps. It builds no objects of YAML's choice. */
final class RunbookReader {

  private static final int MAX_CHARACTERS = 256 * 1024;
  private static final int MAX_RETRIES = 100;
  private static final int DEFAULT_TIMEOUT_SECONDS = 300;
  private static final int MAX_TIMEOUT_SECONDS = 24 * 3600;
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Set<String> FIELDS = Set.of("version", "steps");
  private static final int MAX_RETRY_PAUSE_SECONDS = 3600;
  private static final String RETRY_PAUSE = "retry-pause-seconds";
  private static final Set<String> STEP_FIELDS =
      Set.of("name", "type", "in", "timeout-seconds", "retries", RETRY_PAUSE, "remedy", "with");

  private final String fileName;
  private final Map<String, StepType> types = new LinkedHashMap<>();
  private final ParametersReader parameters;

  RunbookReader(String fileName, List<StepType> types, Map<String, String> variables) {
    this.fileName = fileName;
    types.forEach(type -> this.types.put(type.name(), type));
    this.parameters = new ParametersReader(fileName, new Variables(variables));
  }

  Runbook read(String text) {
    RunbookFields fields = RunbookFields.of(fileName, "a runbook", compose(text), FIELDS);
    if (!(fields.required("version") instanceof ScalarNode version)
        || !version.getValue().equals("1")) {
      throw problem(fields.required("version"), "'version' must be 1");
    }
    List<Node> nodes = fields.list("steps", fields.required("steps"));
    if (nodes.isEmpty() || nodes.size() > Runbook.MAX_STEPS) {
      throw problem(fields.required("steps"), "a runbook has 1 to " + Runbook.MAX_STEPS + " steps");
    }
    Map<String, StepSpec> steps = new LinkedHashMap<>();
    for (Node node : nodes) {
      StepSpec step = step(node);
      if (steps.put(step.name(), step) != null) {
        throw problem(node, "a second step named '" + step.name() + "'; names must differ");
      }
    }
    steps.values().forEach(step -> checkRemedy(step, steps));
    return new Runbook(new ArrayList<>(steps.values()));
  }

  private Node compose(String text) {
    try {
      return SafeYaml.compose(text, MAX_CHARACTERS, "a runbook needs 'version: 1' and 'steps'");
    } catch (SafeYaml.Refused refused) {
      String said = refused.parserSays().isEmpty() ? "" : ": " + refused.parserSays();
      throw new RunbookException(fileName, refused.line(), refused.getMessage() + said);
    }
  }

  private StepSpec step(Node node) {
    RunbookFields fields = RunbookFields.of(fileName, "a step", node, STEP_FIELDS);
    StepType type = type(fields);
    List<String> unset = new ArrayList<>();
    Parameters with = parameters.read(type, fields, unset);
    return new StepSpec(
        name(fields),
        type,
        verbs(fields),
        Duration.ofSeconds(
            fields.number("timeout-seconds", 1, MAX_TIMEOUT_SECONDS, DEFAULT_TIMEOUT_SECONDS)),
        (int) fields.number("retries", 0, MAX_RETRIES, 0),
        Duration.ofSeconds(
            fields.number(
                RETRY_PAUSE, 0, MAX_RETRY_PAUSE_SECONDS, StepSpec.RETRY_PAUSE.toSeconds())),
        fields.find("remedy").map(remedy -> fields.text("remedy")),
        with,
        RunbookFields.line(node),
        unset);
  }

  private String name(RunbookFields fields) {
    String name = fields.text("name");
    if (!NAME.matcher(name).matches()) {
      throw problem(
          fields.required("name"),
          "'name' of a step must be 1 to 63 lower-case letters, digits or dashes, not '"
              + name
              + "'");
    }
    return name;
  }

  private StepType type(RunbookFields fields) {
    String name = fields.text("type");
    StepType type = types.get(name);
    if (type == null) {
      throw problem(
          fields.required("type"),
          "unknown step type '" + name + "'; " + RunbookFields.allowed(types.keySet()));
    }
    return type;
  }

  private Set<Verb> verbs(RunbookFields fields) {
    Set<Verb> verbs = EnumSet.noneOf(Verb.class);
    for (String text : fields.texts("in")) {
      Optional<Verb> verb = Verb.of(text);
      if (verb.isEmpty()) {
        throw problem(
            fields.required("in"), "unknown operation '" + text + "'; known: " + Verb.known());
      }
      verbs.add(verb.get());
    }
    return verbs;
  }

  private void checkRemedy(StepSpec step, Map<String, StepSpec> steps) {
    step.remedy()
        .ifPresent(
            name -> {
              StepSpec remedy = steps.get(name);
              if (remedy == null
                  || remedy.equals(step)
                  || remedy.remedy().isPresent()
                  || remedy.type().nature() == StepType.Nature.AFTER_END) {
                throw new RunbookException(
                    fileName,
                    step.line(),
                    "remedy '"
                        + name
                        + "' of step '"
                        + step.name()
                        + "' must be another step of this runbook that has no remedy itself and is not"
                        + " run after the end");
              }
              if (step.retries() == 0) {
                throw new RunbookException(
                    fileName,
                    step.line(),
                    "step '" + step.name() + "' has a remedy and no retries; add 'retries: 1'");
              }
            });
  }

  private RunbookException problem(Node node, String problem) {
    return RunbookFields.problem(fileName, node, problem);
  }
}
