package io.understudy.failover.step;

/**
 * A step whose effect hurts as long as it lasts, and which can let go of it when nothing can be put
 * on record any more.
 */
public interface HeldStep extends Step {

  /**
   * Takes back what this object did, and what earlier attempts in this process did, as far as it is
   * there still, and nothing that anybody else made: another process may go on with the run. Waits
   * for no proof. May be called by another thread while the step is run, and again.
   *
   * @return what was done, for the log
   * @throws StepFailedException if it may be there still
   */
  String letGo();
}
