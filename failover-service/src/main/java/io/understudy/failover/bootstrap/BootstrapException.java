package io.understudy.failover.bootstrap;

/** What is missing, forbidden or wrong, and what to do; its message holds no secret. */
final class BootstrapException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Where the trouble is; each has an exit code of its own. */
  enum Kind {
    /** A property cannot be used. */
    SETTINGS(2),
    /** Something is missing, broken or forbidden in this cluster. */
    HERE(3),
    /** Nobody answers at the primary's address. */
    UNREACHABLE(4),
    /** Who answers there is not the primary that is meant. */
    UNTRUSTED(4),
    /** The primary does not know the token. */
    UNAUTHENTICATED(4),
    /** The primary knows it and forbids. */
    FORBIDDEN(4),
    /** The primary has no usable CA where it is looked for. */
    NO_CA(4),
    /** An object of somebody else has the name of ours. */
    FOREIGN(5),
    /** cert-manager is missing, or does not do its work. */
    CERT_MANAGER(6);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  BootstrapException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  BootstrapException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  String said() {
    return String.valueOf(getMessage());
  }
}
