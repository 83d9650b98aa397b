package io.understudy.core.failover;

import java.util.List;

/** Something that a run's journal says. What is about to be done is said before it is done. */
public sealed interface Event {

  /**
   * The run begins.
   *
   * @param site where it is carried out
   * @param steps all of them with their remedies, as they were planned: a runbook that changes
   *     later does not change the run
   */
  record Begun(RunRequest request, String site, List<PlannedStep> steps) implements Event {
    public Begun {
      steps = List.copyOf(steps);
    }
  }

  /** A process goes on with the run: the first one, or one after a crash. */
  record TakenOver(String holder) implements Event {}

  /**
   * @param attempt from 1, counted over the whole run
   */
  record StepBegan(String step, int attempt) implements Event {}

  /** What a step must know after a crash. */
  record Noted(String step, String name, String value) implements Event {}

  record StepDone(String step, Evidence evidence) implements Event {}

  /**
   * @param needsPerson whether a person has to look at it before it is tried again, however many
   *     retries are left
   */
  record StepFailed(String step, String why, boolean needsPerson) implements Event {

    public StepFailed(String step, String why) {
      this(step, why, false);
    }
  }

  record UndoBegan(String step, String why) implements Event {}

  record UndoDone(String step, Evidence evidence) implements Event {}

  record UndoFailed(String step, String why) implements Event {}

  /**
   * An operator's word.
   *
   * @param step that it is about; empty if about the run
   */
  record Commanded(Command command, String step, String by, String comment) implements Event {}

  record Ended(Outcome outcome) implements Event {}

  /** How a run ended. */
  enum Outcome {
    SUCCEEDED,
    /** All was taken back that can be. */
    CANCELLED
  }
}
