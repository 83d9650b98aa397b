package io.understudy.cli;

/** What scripts learn from the process. Part of the interface: {@code docs/cli.md}. */
final class ExitCode {

  static final int FINE = 0;
  static final int ERROR = 1;
  static final int USAGE = 2;

  /** The answer is no: not ready, not consistent, not succeeded, or it cannot be told. */
  static final int NOT_SO = 3;

  /** Somebody said no to what was asked: a service, or whoever was asked to confirm. */
  static final int REFUSED = 4;

  /** A service does not answer, or says that it cannot answer now. */
  static final int UNREACHABLE = 5;

  private ExitCode() {}
}
