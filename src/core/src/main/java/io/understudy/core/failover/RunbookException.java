package io.understudy.core.failover;

/** A runbook cannot be used. The message says where, what is wrong and what is allowed. */
public final class RunbookException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param line of the file, from 1; 0 if the file as a whole is meant
   */
  public RunbookException(String fileName, int line, String problem) {
    super((line == 0 ? fileName : fileName + ":" + line) + ": " + problem);
  }
}
