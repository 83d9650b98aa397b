package io.understudy.core.port;

/** A call to an etcd failed. The message says which end and which call; it never holds a value. */
public class EtcdException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public enum Kind {
    /** The revision asked for is compacted away. */
    COMPACTED,
    /** The revision asked for is not reached yet. */
    FUTURE_REVISION,
    /** No member answers, or none in time. */
    UNAVAILABLE,
    /** Credentials are wrong or do not suffice. */
    DENIED,
    /** Request or answer is larger than the limit of one side. */
    TOO_LARGE,
    /** The store is full (NOSPACE alarm or quota). */
    NO_SPACE,
    /** The lease does not exist (any more). */
    LEASE_NOT_FOUND,
    /** The store says the request makes no sense. */
    INVALID,
    /** Another cluster answers than the one asked for ({@link Etcd#pinnedTo}). */
    OTHER_CLUSTER,
    /** Anything else. */
    OTHER
  }

  private final Kind kind;

  public EtcdException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public EtcdException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
