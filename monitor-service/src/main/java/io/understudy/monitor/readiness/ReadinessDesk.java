package io.understudy.monitor.readiness;

import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Readiness;
import io.understudy.core.readiness.Thresholds;
import io.understudy.service.threads.Threads;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest answer. Who asks gets one that was begun after he asked; those who ask while
 * nothing has begun yet share one. Safe for use by several threads.
 */
final class ReadinessDesk {

  private final Supplier<Facts> gatherer;
  private final Thresholds limits;
  private final List<Consumer<Readiness>> listeners;
  private @Nullable CompletableFuture<Readiness> running;
  private @Nullable CompletableFuture<Readiness> waiting;
  private volatile @Nullable Readiness newest;

  /**
   * @param listeners told of each answer, in their order, before it is handed out
   */
  ReadinessDesk(Supplier<Facts> gatherer, Thresholds limits, List<Consumer<Readiness>> listeners) {
    this.gatherer = gatherer;
    this.limits = limits;
    this.listeners = List.copyOf(listeners);
  }

  /** The last answer; empty before the first. */
  Optional<Readiness> newest() {
    return Optional.ofNullable(newest);
  }

  /** A fresh answer, when it is there. It is the caller's own: ending it disturbs nobody. */
  synchronized CompletableFuture<Readiness> ask() {
    if (running == null) {
      return begin().copy();
    }
    CompletableFuture<Readiness> next = waiting == null ? new CompletableFuture<>() : waiting;
    waiting = next;
    return next.copy();
  }

  /** A fresh answer; waits for it. */
  Readiness evaluate() {
    try {
      return ask().join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException said) {
        throw said;
      }
      throw failure;
    }
  }

  private synchronized CompletableFuture<Readiness> begin() {
    CompletableFuture<Readiness> next = waiting == null ? new CompletableFuture<>() : waiting;
    waiting = null;
    running = next;
    Threads.start("readiness", () -> run(next));
    return next;
  }

  private void run(CompletableFuture<Readiness> promise) {
    try {
      Readiness found = Readiness.of(gatherer.get(), limits);
      newest = found;
      listeners.forEach(listener -> listener.accept(found));
      end();
      promise.complete(found);
    } catch (RuntimeException | Error defect) {
      end();
      promise.completeExceptionally(defect);
    }
  }

  private synchronized void end() {
    running = null;
    if (waiting != null) {
      begin();
    }
  }
}
