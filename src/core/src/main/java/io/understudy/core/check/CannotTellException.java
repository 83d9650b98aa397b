package io.understudy.core.check;

/** Whether the two sides are equal cannot be said now. The message says why, and what to do. */
public final class CannotTellException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean passes;

  /**
   * @param passes whether waiting helps, as while a copy goes on
   */
  public CannotTellException(String message, boolean passes) {
    super(message);
    this.passes = passes;
  }

  public boolean passes() {
    return passes;
  }
}
