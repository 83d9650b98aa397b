package io.understudy.etcd;

import io.grpc.Status;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.TxnOutcome;
import java.util.List;
import java.util.Objects;

/** What a failed call means, from its gRPC status and etcd's error text. */
final class Failures {

  /** etcd's (and gRPC's) own words, looked at before the code: the codes alone are too coarse. */
  private record Text(String part, Kind kind) {}

  private static final String ANSWER_TOO_LARGE = "exceeds maximum size";

  private static final List<Text> TEXTS =
      List.of(
          new Text("required revision has been compacted", Kind.COMPACTED),
          new Text("required revision is a future revision", Kind.FUTURE_REVISION),
          new Text("database space exceeded", Kind.NO_SPACE),
          new Text("request is too large", Kind.TOO_LARGE),
          new Text("received message larger than max", Kind.TOO_LARGE),
          new Text(ANSWER_TOO_LARGE, Kind.TOO_LARGE),
          new Text("requested lease not found", Kind.LEASE_NOT_FOUND),
          new Text("too many requests", Kind.UNAVAILABLE),
          new Text("no leader", Kind.UNAVAILABLE),
          new Text("permission denied", Kind.DENIED),
          new Text("cannot log in", Kind.DENIED),
          new Text("invalid auth token", Kind.DENIED),
          new Text("user name is empty", Kind.DENIED),
          new Text("authentication failed", Kind.DENIED),
          new Text("revision of auth store is old", Kind.DENIED));

  private Failures() {}

  /** The failure as the port's exception, naming the store and the call. */
  static EtcdException of(String store, String call, Throwable failure) {
    if (failure instanceof EtcdException already) {
      return already;
    }
    Status status = Status.fromThrowable(failure);
    Kind kind = kind(status);
    String message =
        store
            + ": "
            + call
            + " failed: "
            + text(status)
            + " ["
            + status.getCode()
            + "]"
            + hint(kind);
    return new EtcdException(kind, message, failure);
  }

  /**
   * Refused only where etcd answers so before it applies anything. Not {@code NO_SPACE}: a Txn that
   * crosses the quota is applied, and answered with that error all the same.
   */
  static TxnOutcome outcome(String store, Throwable failure) {
    EtcdException cause = of(store, "txn", failure);
    boolean refused =
        switch (cause.kind()) {
          case DENIED, INVALID, LEASE_NOT_FOUND -> true;
          case TOO_LARGE -> !text(Status.fromThrowable(failure)).contains(ANSWER_TOO_LARGE);
          case COMPACTED, FUTURE_REVISION, NO_SPACE, UNAVAILABLE, OTHER_CLUSTER, OTHER -> false;
        };
    return refused ? new TxnOutcome.Rejected(cause) : new TxnOutcome.Unknown(cause);
  }

  private static Kind kind(Status status) {
    String text = text(status);
    return TEXTS.stream()
        .filter(known -> text.contains(known.part()))
        .map(Text::kind)
        .findFirst()
        .orElseGet(() -> kind(status.getCode()));
  }

  private static Kind kind(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> Kind.UNAVAILABLE;
      case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.DENIED;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> Kind.INVALID;
      default -> Kind.OTHER;
    };
  }

  private static String text(Status status) {
    return Objects.requireNonNullElse(status.getDescription(), "no reason given");
  }

  private static String hint(Kind kind) {
    return switch (kind) {
      case UNAVAILABLE -> "; check that its members run and can be reached";
      case DENIED -> "; check the credentials and their role";
      case NO_SPACE -> "; compact and defragment it or raise its quota, then disarm the alarm";
      case TOO_LARGE -> "; a limit on the size of requests or answers is too low for this data";
      case COMPACTED, FUTURE_REVISION, LEASE_NOT_FOUND, INVALID, OTHER_CLUSTER, OTHER -> "";
    };
  }
}
