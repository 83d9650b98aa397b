package io.understudy.core.failover;

import java.time.Instant;

/** What a run does next. */
public sealed interface Next {

  record Run(StepRun step) implements Next {}

  /** A step of a drill that is only planned again. */
  record Rehearse(StepRun step) implements Next {}

  /** A person has approved it. */
  record Pass(StepRun step) implements Next {}

  record Undo(StepRun step, String why) implements Next {}

  /**
   * Nothing, until an operator says something.
   *
   * @param step that it is about; empty if about the run
   * @param what for people: what happened and what can be said
   */
  record Wait(String step, String what) implements Next {}

  /**
   * Nothing, until a failed step may be tried again.
   *
   * @param until when
   */
  record Pause(StepRun step, Instant until) implements Next {}

  record End(Event.Outcome outcome) implements Next {}

  /** It has ended. */
  record Over() implements Next {}
}
