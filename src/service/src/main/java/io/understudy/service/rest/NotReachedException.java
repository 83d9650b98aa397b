package io.understudy.service.rest;

/** A service is not configured, or does not answer. The message says which, and what to do. */
public final class NotReachedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean configured;

  NotReachedException(boolean configured, String message) {
    super(message);
    this.configured = configured;
  }

  public boolean isConfigured() {
    return configured;
  }
}
