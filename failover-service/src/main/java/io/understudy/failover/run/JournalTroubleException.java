package io.understudy.failover.run;

/** The journal cannot be read or written while a step runs: that is no failure of the step. */
final class JournalTroubleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final RuntimeException why;

  JournalTroubleException(RuntimeException why) {
    super(why);
    this.why = why;
  }

  RuntimeException why() {
    return why;
  }
}
