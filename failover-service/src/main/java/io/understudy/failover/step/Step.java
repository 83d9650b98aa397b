package io.understudy.failover.step;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;

/** One step of a runbook, ready to be planned, run and taken back. */
public interface Step {

  /**
   * What it would do now. Changes nothing anywhere. Everything that would make it fail and can be
   * known before is a problem of the forecast: it is not thrown.
   */
  Forecast plan(PlanContext context);

  /**
   * Does what is not done yet, and reads the effect back from the real component: it returns only
   * with that evidence. It may be run again at any time, after a crash too, so it looks first; what
   * must not happen twice is noted before.
   *
   * @throws StepFailedException if it is not done, or not proved
   */
  Evidence run(StepContext context) throws InterruptedException;

  /**
   * Takes its effect back, if there is one; reads that back too. Asked for only of types whose
   * nature says so, and by a drill.
   *
   * @throws StepFailedException if it may still be there
   */
  default Evidence undo(StepContext context) throws InterruptedException {
    return Evidence.of("nothing to take back");
  }
}
