package io.understudy.core.failover;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All steps that a site's operations are made of, in the order in which they are run.
 *
 * <pre>{@code
 * version: 1
 * steps:
 * - name: verify
 *   type: verify-exact           # one of the known types
 *   in: [switchover, failover]   # left out: only run as somebody's remedy
 *   timeout-seconds: 600         # of one attempt
 *   retries: 1                   # before a person is asked
 *   retry-pause-seconds: 5       # between a failure and the next attempt
 *   remedy: restart-search       # a step that is run before each retry
 *   with:                        # what the type takes
 *     values: true
 * }</pre>
 *
 * <p>Values below {@code with} may hold variables, {@code ${site.name}}, or with a value for when
 * they are not set, {@code ${dns.via:manual}}. What is empty afterwards counts as left out. One
 * that is an item of a list by itself may hold several, with commas between.
 */
public record Runbook(List<StepSpec> steps) {

  /** As many steps as one may have. */
  public static final int MAX_STEPS = 200;

  public Runbook {
    steps = List.copyOf(steps);
  }

  /**
   * @param fileName for messages
   * @param types all that are known
   * @param variables by name
   * @throws RunbookException with file and line if it is not one
   */
  public static Runbook parse(
      String text, String fileName, List<StepType> types, Map<String, String> variables) {
    return new RunbookReader(fileName, types, variables).read(text);
  }

  /**
   * The steps of an operation. A failback is a switchover back, and a drill plays a switchover:
   * both have its steps beside their own. What is run after the end comes last.
   */
  public List<StepSpec> steps(Verb verb) {
    boolean isSwitchover = verb == Verb.FAILBACK || verb == Verb.DRILL;
    return steps.stream()
        .filter(
            step ->
                step.verbs().contains(verb)
                    || isSwitchover && step.verbs().contains(Verb.SWITCHOVER))
        .sorted(Comparator.comparing(step -> step.type().nature() == StepType.Nature.AFTER_END))
        .toList();
  }

  public Optional<StepSpec> find(String name) {
    return named(name).findFirst();
  }

  private Stream<StepSpec> named(String name) {
    return steps.stream().filter(step -> step.name().equals(name));
  }
}
