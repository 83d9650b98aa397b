package io.understudy.failover.step;

/**
 * A step has failed so that it must not be tried again before a person has looked: not by its
 * retries, and not after its remedy.
 */
public final class NeedsPersonException extends StepFailedException {

  private static final long serialVersionUID = 1L;

  public NeedsPersonException(String message) {
    super(message);
  }
}
