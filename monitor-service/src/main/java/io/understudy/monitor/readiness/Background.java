package io.understudy.monitor.readiness;

import io.understudy.service.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that may take longer than anybody waits: it goes on beside, one at a time, and its last
 * result is handed out until a newer one is there. Safe for use by several threads.
 */
final class Background<T> {

  private final Supplier<T> work;
  private final Duration interval;
  private final InstantSource time;
  private @Nullable CompletableFuture<T> running;
  private @Nullable CompletableFuture<T> last;
  private Instant begun = Instant.MIN;

  /**
   * @param interval between two beginnings; after a failure it is tried again when next asked for
   */
  Background(Supplier<T> work, Duration interval, InstantSource time) {
    this.work = work;
    this.interval = interval;
    this.time = time;
  }

  /**
   * The last result; waits only if there is none yet.
   *
   * @throws RuntimeException as the work threw it
   * @throws NoAnswerException if the wait was interrupted
   */
  T latest() {
    CompletableFuture<T> result = result();
    try {
      return result.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException said) {
        throw said;
      }
      throw new CompletionException(failure.getCause());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("the first reading is still under way");
    }
  }

  private synchronized CompletableFuture<T> result() {
    CompletableFuture<T> current = running;
    if (current != null && current.isDone()) {
      last = current;
      running = null;
      current = null;
    }
    CompletableFuture<T> done = last;
    if (current == null && isDue(done)) {
      begun = time.instant();
      current = begin();
      running = current;
    }
    if (done != null && !done.isCompletedExceptionally()) {
      return done;
    }
    if (current != null) {
      return current;
    }
    throw new IllegalStateException("nothing runs and nothing was found");
  }

  private boolean isDue(@Nullable CompletableFuture<T> done) {
    return done == null
        || done.isCompletedExceptionally()
        || !time.instant().isBefore(begun.plus(interval));
  }

  private CompletableFuture<T> begin() {
    CompletableFuture<T> future = new CompletableFuture<>();
    Threads.start(
        "readiness",
        () -> {
          try {
            future.complete(work.get());
          } catch (RuntimeException | Error failure) {
            future.completeExceptionally(failure);
          }
        });
    return future;
  }
}
