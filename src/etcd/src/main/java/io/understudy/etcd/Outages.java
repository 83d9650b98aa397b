package io.understudy.etcd;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Why no member can be connected to. gRPC lets a call wait for a connection until its deadline and
 * then says only that; a call that does not wait says what ails the connection.
 */
final class Outages {

  private static final long ASK_MILLIS = 200;

  /** gRPC's words for bytes that are not its own. */
  private static final String NO_SETTINGS = "First received frame was not SETTINGS";

  private final ManagedChannel channel;
  private final EtcdEndpoint endpoint;
  private final Optional<TlsContext> tls;

  Outages(ManagedChannel channel, EtcdEndpoint endpoint, Optional<TlsContext> tls) {
    this.channel = channel;
    this.endpoint = endpoint;
    this.tls = tls;
  }

  /** The reason, empty if a member is connected or none is known. Takes 0.2 s at most. */
  String reason() {
    if (channel.getState(false) == ConnectivityState.READY) {
      return "";
    }
    return failure(ASK_MILLIS)
        .filter(status -> status.getCode() != Status.Code.DEADLINE_EXCEEDED)
        .map(this::explain)
        .orElse("");
  }

  /**
   * The reason if somebody is there all the same; empty if nobody is, or if all is well.
   *
   * @param most how long to wait for a connection
   */
  Optional<String> answer(Duration most) {
    return failure(most.toMillis()).filter(Outages::isAnswer).map(this::explain);
  }

  private Optional<Status> failure(long mostMillis) {
    try {
      MaintenanceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(mostMillis, TimeUnit.MILLISECONDS)
          .status(StatusRequest.getDefaultInstance());
      return Optional.empty();
    } catch (StatusRuntimeException failure) {
      return Optional.of(failure.getStatus());
    }
  }

  private static boolean isAnswer(Status status) {
    String text = Objects.requireNonNullElse(status.getDescription(), "");
    return text.contains(NO_SETTINGS) || TlsAnswers.isOneIn(status.getCause());
  }

  private String explain(Status status) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      String known = known(cause);
      if (!known.isEmpty()) {
        return known;
      }
    }
    String text = Objects.requireNonNullElse(status.getDescription(), "");
    if (text.contains(NO_SETTINGS)) {
      return "it does not speak plain gRPC; if it speaks TLS, write https:// in the endpoints";
    }
    if (text.contains("Connection closed while performing TLS negotiation")) {
      return "it closed the connection during the TLS handshake; if it does not speak TLS, write"
          + " http:// in the endpoints";
    }
    text = text.lines().findFirst().orElse("");
    Throwable cause = status.getCause();
    return cause == null || cause.getMessage() == null ? text : text + ": " + cause.getMessage();
  }

  private String known(Throwable cause) {
    String text = Objects.requireNonNullElse(cause.getMessage(), "");
    return switch (cause) {
      case CertificateExpiredException expired -> "its certificate has expired (" + text + ")";
      case CertificateNotYetValidException early ->
          "its certificate is not valid yet (" + text + ")";
      case CertPathBuilderException unsigned ->
          "its certificate is not signed by a CA of "
              + endpoint.tls().flatMap(TlsFiles::ca).map(Object::toString).orElse("the system");
      case CertificateException named when text.startsWith("No ") ->
          "its certificate is for another host name (" + text + ")";
      case NotSslRecordException plain ->
          "it does not speak TLS; write http:// in the endpoints if that is meant";
      case SSLException alert when TlsAnswers.isAlert(alert) -> refusedByServer(text);
      case ConnectException refused -> text;
      case UnresolvedAddressException unknown -> "its host name cannot be resolved";
      default -> "";
    };
  }

  private String refusedByServer(String alert) {
    Optional<Instant> end = tls.flatMap(TlsContext::certificateEnd);
    String ours =
        end.isEmpty()
            ? "no client certificate is configured"
            : end.get().isBefore(Instant.now())
                ? "our certificate expired at " + end.get()
                : "our certificate may be of a CA that it does not know";
    return "it refuses our TLS connection (" + alert + "); " + ours;
  }
}
