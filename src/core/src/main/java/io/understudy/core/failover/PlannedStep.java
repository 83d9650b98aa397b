package io.understudy.core.failover;

/**
 * A step of one run.
 *
 * @param mode how it is treated there
 * @param will what was said that it would do
 */
public record PlannedStep(StepSpec spec, Mode mode, String will) {

  /** How a run treats a step. */
  public enum Mode {
    RUN,
    /** Planned again instead of run: a drill leaves no trace. */
    REHEARSE,
    /** Run only after the failure of a step that names it. */
    REMEDY
  }
}
