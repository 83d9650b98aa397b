package io.understudy.failover.step;

import io.understudy.core.failover.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** The run that a step is part of, as far as the step needs it. For the run's thread alone. */
public interface StepContext {

  Verb verb();

  /** In a drill a step that is run for real works on a shadow or takes its effect back. */
  default boolean isDrill() {
    return verb() == Verb.DRILL;
  }

  /** Id of the run, the same after a crash. */
  String run();

  /** Name of the step in its runbook. */
  String step();

  /**
   * Whether the process that ran this step before ended amid it, so that nobody knows how far it
   * came. False for a first attempt, for one after a failure, and for a step that was done and is
   * run once more, as a remedy may be. A run that cannot tell says false.
   */
  default boolean isResumed() {
    return false;
  }

  Instant now();

  /** Until this attempt is over time, or a held step before it has to be taken back. */
  Duration left();

  /**
   * What this step noted in this run, in whichever attempt and process.
   *
   * @return the last value under that name
   */
  Optional<String> noted(String name);

  /**
   * Puts something into the journal before an effect that depends on it, for example the value that
   * is about to be overwritten. When it returns it is on record, and this process still has the
   * run's turn.
   *
   * @param value never a secret
   * @throws StepFailedException if it cannot be put on record
   */
  void note(String name, String value);

  /** What an earlier step of this run gave as an output of its evidence; the last one counts. */
  Optional<String> output(String name);

  /**
   * For a step that waits by itself, in each round: ends it if an operator has cancelled the run,
   * or this process stops. {@link #await} heeds it anyway.
   *
   * @throws StepFailedException if the run was cancelled
   */
  void heed() throws InterruptedException;

  /**
   * Looks again and again until there is something, at most {@link #left}.
   *
   * @param what is waited for, for the message, for example "the Service to be without endpoints"
   * @throws StepFailedException if time is up
   */
  <T> T await(String what, Duration every, Supplier<Optional<T>> look) throws InterruptedException;
}
