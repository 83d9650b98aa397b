package io.understudy.core.failover;

/** A journal is not what was written: damaged, or changed by somebody. Says which entry. */
public final class JournalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public JournalException(String message) {
    super(message);
  }
}
