package io.understudy.core.orphan;

/** The orphans cannot be listed exactly. The message says why, and what to do. */
public final class NotExactException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotExactException(String message) {
    super(message);
  }
}
