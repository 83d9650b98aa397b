package io.understudy.monitor.gc;

import io.understudy.core.gc.GcReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs proofs one after the other. Whoever asks gets one that began after the question; those who
 * wait together share it.
 */
public final class GcRuns implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(GcRuns.class);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Supplier<GcReport> proof;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("gc-safety").daemon(true).factory());
  private @Nullable CompletableFuture<GcReport> waiting;
  private volatile @Nullable GcReport newest;

  /** Nobody waits that long. */
  public static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException(Duration patience) {
      super("the registry could not be read within " + patience.toSeconds() + " s");
    }
  }

  /**
   * @param proof reads the standby's registry
   */
  public GcRuns(Supplier<GcReport> proof) {
    this.proof = proof;
  }

  /**
   * Waits for a run.
   *
   * @throws TooLongException if that takes longer than the patience
   * @throws io.understudy.core.port.EtcdException if the standby's registry could not be read
   */
  public GcReport ask(Duration patience) {
    try {
      return join().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw new TooLongException(patience);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a proof", interruption);
    }
  }

  /** The last one that this process ran to its end. */
  public Optional<GcReport> newest() {
    return Optional.ofNullable(newest);
  }

  @Override
  public void close() {
    worker.shutdownNow();
    try {
      if (!worker.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("A proof does not end; left behind");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized CompletableFuture<GcReport> join() {
    CompletableFuture<GcReport> run = waiting;
    if (run == null) {
      CompletableFuture<GcReport> fresh = new CompletableFuture<>();
      waiting = fresh;
      worker.execute(() -> run(fresh));
      run = fresh;
    }
    return run;
  }

  private void run(CompletableFuture<GcReport> answer) {
    synchronized (this) {
      // Who comes from now on wants a later one.
      waiting = null;
    }
    try {
      GcReport report = proof.get();
      newest = report;
      answer.complete(report);
    } catch (RuntimeException | Error failure) {
      answer.completeExceptionally(failure);
    }
  }
}
