package io.understudy.etcd;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a user's token on each call. The first call authenticates, the others wait for it; so does
 * whoever comes after the token was refused.
 *
 * <p>etcd judges the token before it applies anything, so a call refused for it is repeated once
 * with a new one, a Txn too.
 */
final class Tokens extends CallCredentials {

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private static final String NOT_ENABLED = "authentication is not enabled";

  /** Words of etcd that a new token may help against. */
  private static final String[] STALE = {
    "invalid auth token", "revision of auth store is old", "user name is empty"
  };

  private final Login login;
  private final Channel channel;
  private final Duration timeout;
  private @Nullable ListenableFuture<Optional<String>> token;

  Tokens(Login login, Channel channel, Duration timeout) {
    this.login = login;
    this.channel = channel;
    this.timeout = timeout;
  }

  @Override
  public void applyRequestMetadata(
      RequestInfo request, Executor executor, MetadataApplier applier) {
    Futures.addCallback(
        token(),
        new FutureCallback<>() {
          @Override
          public void onSuccess(Optional<String> token) {
            Metadata headers = new Metadata();
            token.ifPresent(text -> headers.put(TOKEN, text));
            applier.apply(headers);
          }

          @Override
          public void onFailure(Throwable failure) {
            applier.fail(Status.fromThrowable(failure));
          }
        },
        executor);
  }

  /** The call, and once more with a new token if etcd refused it for its token. */
  <R> ListenableFuture<R> authorized(Supplier<ListenableFuture<R>> call) {
    Object used = current();
    return Futures.catchingAsync(
        call.get(),
        Exception.class,
        failure -> {
          if (!isStale(failure)) {
            return Futures.immediateFailedFuture(failure);
          }
          forget(used);
          return call.get();
        },
        MoreExecutors.directExecutor());
  }

  /** For a call that does not tell a stale token from a missing right: the next one is new. */
  synchronized void renew() {
    token = null;
  }

  private synchronized @Nullable Object current() {
    return token;
  }

  /** Several calls may be refused for the same token: the first of them has it renewed. */
  private synchronized void forget(@Nullable Object used) {
    if (token == used) {
      token = null;
    }
  }

  private synchronized ListenableFuture<Optional<String>> token() {
    ListenableFuture<Optional<String>> known = token;
    if (known == null || hasFailed(known)) {
      known = authenticate();
      token = known;
    }
    return known;
  }

  private static boolean hasFailed(ListenableFuture<?> known) {
    return known.isDone() && known.state() != java.util.concurrent.Future.State.SUCCESS;
  }

  private ListenableFuture<Optional<String>> authenticate() {
    AuthenticateRequest request;
    try {
      request =
          AuthenticateRequest.newBuilder()
              .setName(login.username())
              .setPassword(login.password())
              .build();
    } catch (IllegalArgumentException unreadable) {
      return Futures.immediateFailedFuture(refused(unreadable.getMessage()));
    }
    ListenableFuture<AuthenticateResponse> answer =
        AuthGrpc.newFutureStub(channel)
            .withWaitForReady()
            .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .authenticate(request);
    ListenableFuture<Optional<String>> token =
        Futures.transform(
            answer, granted -> Optional.of(granted.getToken()), MoreExecutors.directExecutor());
    return Futures.catchingAsync(
        token, Exception.class, this::notAuthenticated, MoreExecutors.directExecutor());
  }

  /** An etcd that knows no users yet needs no token. */
  private ListenableFuture<Optional<String>> notAuthenticated(Exception failure) {
    Status status = Status.fromThrowable(failure);
    if (contains(status, NOT_ENABLED)) {
      return Futures.immediateFuture(Optional.empty());
    }
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, UNAUTHENTICATED, PERMISSION_DENIED ->
          Futures.immediateFailedFuture(refused(status.getDescription()));
      default -> Futures.immediateFailedFuture(failure);
    };
  }

  private RuntimeException refused(@Nullable String why) {
    return Status.UNAUTHENTICATED
        .withDescription("user '" + login.username() + "' cannot log in: " + why)
        .asRuntimeException();
  }

  private static boolean isStale(Exception failure) {
    Status status = Status.fromThrowable(failure);
    for (String words : STALE) {
      if (contains(status, words)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(Status status, String words) {
    String text = status.getDescription();
    return text != null && text.contains(words);
  }
}
