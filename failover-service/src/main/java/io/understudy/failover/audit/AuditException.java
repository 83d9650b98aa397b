package io.understudy.failover.audit;

/** A line could not be written. The message says why, and what to do. */
public final class AuditException extends Exception {

  private static final long serialVersionUID = 1L;

  AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
