package io.understudy.core.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One step as a runbook has it.
 *
 * @param name unique in the runbook
 * @param verbs the operations it is part of; empty for a step that only others name as remedy
 * @param timeout of one attempt
 * @param retries attempts after the first before a person is asked
 * @param retryPause between a failure and the next attempt
 * @param remedy name of the step that is run after a failure and before the next attempt
 * @param line of the runbook where it begins, from 1
 * @param unset what its parameters lack, as variables have no value: it can be planned and not run
 */
public record StepSpec(
    String name,
    StepType type,
    Set<Verb> verbs,
    Duration timeout,
    int retries,
    Duration retryPause,
    Optional<String> remedy,
    Parameters with,
    int line,
    List<String> unset) {

  /** Of a step that says nothing else. */
  public static final Duration RETRY_PAUSE = Duration.ofSeconds(5);

  public StepSpec {
    verbs = Set.copyOf(verbs);
    unset = List.copyOf(unset);
  }

  /** With all that it needs. */
  public StepSpec(
      String name,
      StepType type,
      Set<Verb> verbs,
      Duration timeout,
      int retries,
      Optional<String> remedy,
      Parameters with,
      int line) {
    this(name, type, verbs, timeout, retries, RETRY_PAUSE, remedy, with, line, List.of());
  }

  /** The same under another name, as a remedy may be a step of its own too. */
  public StepSpec named(String other) {
    return new StepSpec(
        other, type, verbs, timeout, retries, retryPause, remedy, with, line, unset);
  }

  public StepSpec withRemedy(String other) {
    return withRemedy(Optional.of(other));
  }

  public StepSpec withoutRemedy() {
    return withRemedy(Optional.empty());
  }

  private StepSpec withRemedy(Optional<String> other) {
    return new StepSpec(name, type, verbs, timeout, retries, retryPause, other, with, line, unset);
  }
}
