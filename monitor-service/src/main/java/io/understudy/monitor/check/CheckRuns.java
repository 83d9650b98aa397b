package io.understudy.monitor.check;

import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.Checker;
import io.understudy.core.check.DifferenceSink;
import io.understudy.core.control.CheckRecord.Healing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Runs comparisons one after the other. Whoever asks gets a run that began after the question;
 * those who wait for the same share one.
 */
public final class CheckRuns implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(CheckRuns.class);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Comparison comparison;
  private final Reasons reasons;
  private final Path spoolDirectory;
  private final Consumer<CheckResult> listener;
  private final Beside beside;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("check").daemon(true).factory());
  private final Map<CheckMode, Run> waiting = new LinkedHashMap<>();

  /** As {@link Checker} does it. */
  @FunctionalInterface
  public interface Comparison {
    CheckResult check(CheckMode request, DifferenceSink sink);
  }

  /** Looks for the causes of what was found. */
  @FunctionalInterface
  public interface Reasons {
    Explanations explain(CheckResult result, Spool differences);
  }

  /** What is asked of the mirror beside each comparison, as its answer may be late. */
  @FunctionalInterface
  public interface Beside {

    Beside NOTHING = () -> CompletableFuture.completedFuture(Optional.empty());

    /** Must not wait. The answer is empty where there is none. */
    CompletableFuture<Optional<Healing>> ask();
  }

  /** One run, and those who wait for it. */
  private static final class Run {
    final CompletableFuture<Found> found = new CompletableFuture<>();
    final AtomicBoolean claimed = new AtomicBoolean();
    final CompletableFuture<Optional<Healing>> healing = new CompletableFuture<>();
    int askers;
    boolean over;
  }

  private record Found(CheckResult result, Spool differences, Explanations explanations) {}

  /** What a run found. The differences are there until it is closed. */
  public final class Answer implements AutoCloseable {

    private final Run run;
    private boolean closed;

    private Answer(Run run) {
      this.run = run;
    }

    public CheckResult result() {
      return run.found.join().result();
    }

    public Spool differences() {
      return run.found.join().differences();
    }

    /** Why they are there, as far as that was looked for. */
    public Explanations explanations() {
      return run.found.join().explanations();
    }

    /**
     * What the mirror says of its own repairs; asked as the comparison began.
     *
     * @param patience how long to wait for it now
     * @return empty if it does not say, or not by then
     */
    public Optional<Healing> healing(Duration patience) {
      try {
        return run.healing.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException silent) {
        LOG.debug("What the mirror says of its repairs is not known", silent);
        return Optional.empty();
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }

    /**
     * What is done once for a run is done by the first who asks this.
     *
     * @return whether nobody did before
     */
    public boolean claim() {
      return run.claimed.compareAndSet(false, true);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        leave(run);
      }
    }
  }

  /** Nobody waits that long. */
  public static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException(Duration patience) {
      super("the comparison has not ended within " + patience.toSeconds() + " s");
    }
  }

  /**
   * @param listener told of each result
   */
  public CheckRuns(
      Comparison comparison,
      Reasons reasons,
      Path spoolDirectory,
      Consumer<CheckResult> listener,
      Beside beside) {
    this.beside = beside;
    this.comparison = comparison;
    this.reasons = reasons;
    this.spoolDirectory = spoolDirectory;
    this.listener = listener;
  }

  /**
   * Waits for a run. The answer is to be closed.
   *
   * @throws TooLongException if that takes longer than the patience
   * @throws RuntimeException as {@link Checker#check} does
   */
  public Answer ask(CheckMode request, Duration patience) {
    Run run = join(request);
    boolean answered = false;
    try {
      await(run, patience);
      answered = true;
      return new Answer(run);
    } finally {
      if (!answered) {
        leave(run);
      }
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
    try {
      if (!worker.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("A comparison does not end; left behind");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many wait for a run that has not begun. */
  synchronized int waiting(CheckMode request) {
    Run run = waiting.get(request);
    return run == null ? 0 : run.askers;
  }

  private synchronized Run join(CheckMode request) {
    Run run = waiting.get(request);
    if (run == null) {
      Run fresh = new Run();
      waiting.put(request, fresh);
      worker.execute(() -> run(request, fresh));
      run = fresh;
    }
    run.askers++;
    return run;
  }

  private void run(CheckMode request, Run run) {
    synchronized (this) {
      // Who comes from now on wants a later one.
      waiting.remove(request);
    }
    Spool spool = null;
    try {
      spool = Spool.in(spoolDirectory);
      ask(run);
      CheckResult result = comparison.check(request, spool);
      spool.finish();
      Explanations explanations = reasons.explain(result, spool);
      listener.accept(result);
      run.found.complete(new Found(result, spool, explanations));
    } catch (RuntimeException | Error failure) {
      run.found.completeExceptionally(failure);
      if (spool != null) {
        spool.close();
      }
      LOG.debug("A comparison broke off", failure);
      return;
    }
    synchronized (this) {
      run.over = true;
      closeIfUnused(run);
    }
  }

  private void ask(Run run) {
    beside
        .ask()
        .whenComplete(
            (healing, failure) ->
                run.healing.complete(failure == null ? healing : Optional.empty()));
  }

  private synchronized void leave(Run run) {
    run.askers--;
    closeIfUnused(run);
  }

  private static void closeIfUnused(Run run) {
    boolean hasFiles = run.over && !run.found.isCompletedExceptionally();
    if (hasFiles && run.askers == 0) {
      run.found.join().differences().close();
    }
  }

  private static void await(Run run, Duration patience) {
    try {
      run.found.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw new TooLongException(patience);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a comparison", interruption);
    }
  }
}
