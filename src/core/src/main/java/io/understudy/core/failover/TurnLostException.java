package io.understudy.core.failover;

/** Another process may carry out the run now: this one must not touch anything any more. */
public final class TurnLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TurnLostException() {
    super("this process has lost the turn to carry out runs");
  }
}
