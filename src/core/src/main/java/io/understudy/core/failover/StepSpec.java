package io.understudy.core.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One step as a runbook has it.
 *
 * @param name unique in the runbook
 * @param verbs the operations it is part of; empty for a step that only others name as remedy
 * @param timeout of one attempt
 * @param retries attempts after the first before a person is asked
 * @param remedy name of the step that is run after a failure and before the next attempt
 * @param line of the runbook where it begins, from 1
 */
public record StepSpec(
    String name,
    StepType type,
    Set<Verb> verbs,
    Duration timeout,
    int retries,
    Optional<String> remedy,
    Parameters with,
    int line) {

  public StepSpec {
    verbs = Set.copyOf(verbs);
  }
}
