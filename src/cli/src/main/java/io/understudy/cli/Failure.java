package io.understudy.cli;

/** Ends a command. The message says what happened, to what, and what to do. */
final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * @param code of {@link ExitCode}
   */
  Failure(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Its message; never null. */
  String says() {
    return String.valueOf(getMessage());
  }
}
