package io.understudy.service.rest;

/** A service is not configured, or does not answer. The message says which, and what to do. */
public final class NotReachedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean configured;

  NotReachedException(boolean configured, String message) {
    super(message);
    this.configured = configured;
  }

  /** For who was interrupted as it waited; the thread is marked so again. */
  public static NotReachedException stopping() {
    Thread.currentThread().interrupt();
    return new NotReachedException(true, "this process stops; ask again");
  }

  public boolean isConfigured() {
    return configured;
  }
}
