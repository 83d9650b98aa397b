package io.understudy.etcd;

import io.understudy.core.port.Pending;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * A gRPC call under way. The answer is converted by the thread that waits for it.
 *
 * @param call ends by its deadline at the latest
 * @param answered makes the result of gRPC's answer
 * @param failed makes the result of a failure, or throws
 */
record PendingCall<R, T>(Future<R> call, Function<R, T> answered, Function<Throwable, T> failed)
    implements Pending<T> {

  @Override
  public T await() {
    try {
      return answered.apply(call.get());
    } catch (ExecutionException failure) {
      return failed.apply(Objects.requireNonNullElse(failure.getCause(), failure));
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      call.cancel(true);
      return failed.apply(interruption);
    }
  }

  @Override
  public boolean isDone() {
    return call.isDone();
  }
}
