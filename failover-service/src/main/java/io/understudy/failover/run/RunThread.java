package io.understudy.failover.run;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunTurn;
import io.understudy.core.failover.RunTurns;
import io.understudy.core.failover.TurnLostException;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.log.RateLimit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Carries out the run that goes on, when it is this process's turn, on a thread of its own. */
public final class RunThread implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RunThread.class);
  private static final Duration COMPLAINT_INTERVAL = Duration.ofMinutes(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  /** Carries out one run until it ends, the turn is lost or the thread is interrupted. */
  interface Executor {
    void carryOut(RunBook.Kept kept, RunTurn turn, Pause pause) throws InterruptedException;
  }

  /** Waits a while, or until there may be something to do. */
  interface Pause {
    void pause() throws InterruptedException;
  }

  private final FailoverSettings settings;
  private final RunBook book;
  private final RunTurns turns;
  private final Executor executor;
  private final InstantSource time;
  private final RateLimit complaints = new RateLimit(COMPLAINT_INTERVAL);
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean stopping;
  private @Nullable Thread thread;

  RunThread(
      FailoverSettings settings,
      RunBook book,
      RunTurns turns,
      Executor executor,
      InstantSource time) {
    this.settings = settings;
    this.book = book;
    this.turns = turns;
    this.executor = executor;
    this.time = time;
  }

  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("runs").daemon().start(this::loop);
    }
  }

  /** There may be something to do. */
  public void wake() {
    wake.release();
  }

  /** Returns early if somebody woke it. */
  void pause() throws InterruptedException {
    if (wake.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
  }

  @Override
  public synchronized void close() {
    stopping = true;
    try {
      if (thread != null) {
        thread.interrupt();
        if (!thread.join(STOP_PATIENCE)) {
          LOG.warn(
              "A step did not let itself be interrupted; the next process goes on with its run");
        }
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    while (!stopping) {
      try {
        look();
        pause();
      } catch (InterruptedException interruption) {
        // Either this process stops, or what was interrupted has ended already.
        LOG.debug("interrupted");
      } catch (EtcdException
          | JournalException
          | TurnLostException
          | CorruptRecordException failure) {
        complain(String.valueOf(failure.getMessage()));
      } catch (RuntimeException defect) {
        LOG.errorf(defect, "A run broke off; it is taken up again link=%s", settings.link().name());
        pauseQuietly();
      }
    }
  }

  private void look() throws InterruptedException {
    Optional<RunBook.Kept> kept = book.current().flatMap(book::load);
    if (kept.isEmpty()) {
      return;
    }
    long askedNanos = System.nanoTime();
    Optional<RunTurn> turn = turns.take();
    if (turn.isEmpty()) {
      return;
    }
    try (TurnKeeper keeper = new TurnKeeper(turns, turn.get(), settings.turnTtl(), askedNanos)) {
      executor.carryOut(kept.get(), keeper.turn(), this::pause);
    } finally {
      turns.giveUp(turn.get());
    }
  }

  private void complain(String why) {
    long held = complaints.pass(time.instant());
    if (held >= 0) {
      LOG.warnf(
          "Cannot go on with a run now, tried again link=%s reason=\"%s\" alsoSince=%d",
          settings.link().name(), why, held);
    }
    pauseQuietly();
  }

  private void pauseQuietly() {
    try {
      pause();
    } catch (InterruptedException interruption) {
      LOG.debug("interrupted");
    }
  }
}
