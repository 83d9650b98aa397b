package io.understudy.e2e.bench;

import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A user who wants to write at a VIP that lets nobody in yet: knocks again and again, and writes as
 * soon as it is let in.
 */
final class FirstWrite implements AutoCloseable {

  private static final Duration EVERY = Duration.ofMillis(5);
  private static final int CONNECT_MILLIS = 2_000;
  private static final Bytes KEY = Bytes.utf8("/registry/configmaps/app-00/first-at-the-new-site");

  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private final Thread thread;

  private FirstWrite(int port) {
    this.thread = Thread.ofVirtual().start(() -> knock(port));
  }

  /**
   * @param port of the VIP, on 127.0.0.1
   */
  static FirstWrite at(int port) {
    return new FirstWrite(port);
  }

  private void knock(int port) {
    try {
      while (!isOpen(port)) {
        Thread.sleep(EVERY);
      }
      try (Store store = new Store("http://127.0.0.1:" + port)) {
        store.put(KEY, Bytes.utf8("the first"));
        done.complete(System.nanoTime());
      }
    } catch (RuntimeException | InterruptedException failure) {
      done.completeExceptionally(failure);
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /**
   * Waits until it was acknowledged.
   *
   * @return when, by {@link System#nanoTime}
   * @throws BenchFailure if it was not
   */
  long nanos(Duration atMost) {
    try {
      return done.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new BenchFailure("nothing could be written at the new site: " + failure.getMessage());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
