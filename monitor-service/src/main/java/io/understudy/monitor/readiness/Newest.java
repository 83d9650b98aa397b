package io.understudy.monitor.readiness;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Hands the newest of what comes to somebody who may take long, on a thread of its own. What is
 * overtaken while he is busy he never sees. Safe for several threads.
 */
final class Newest<T> implements Consumer<T>, AutoCloseable {

  private final Consumer<T> taker;
  private final AtomicReference<Optional<T>> next = new AtomicReference<>(Optional.empty());

  /** One is at work, and one waits; who comes after finds the one that waits. */
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(1),
          Thread.ofPlatform().name("readiness-told").daemon(true).factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  Newest(Consumer<T> taker) {
    this.taker = taker;
  }

  @Override
  public void accept(T item) {
    next.set(Optional.of(item));
    worker.execute(this::hand);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  private void hand() {
    next.getAndSet(Optional.empty()).ifPresent(taker);
  }
}
