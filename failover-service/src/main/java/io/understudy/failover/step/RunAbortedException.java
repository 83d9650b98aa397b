package io.understudy.failover.step;

/**
 * A step has found something that no retry mends and that nobody may pass: the run is cancelled,
 * and takes back what it did, if it may be by then.
 */
public final class RunAbortedException extends StepFailedException {

  private static final long serialVersionUID = 1L;

  public RunAbortedException(String message) {
    super(message);
  }
}
