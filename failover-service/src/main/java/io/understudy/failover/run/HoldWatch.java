package io.understudy.failover.run;

import io.understudy.core.failover.Decider;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunState;
import io.understudy.failover.step.HeldStep;
import io.understudy.service.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets go of what a run holds when its time is up and the run itself does not: this site's etcd is
 * silent, so that nothing can be put on record, or a step hangs. It knows what this process holds,
 * and until when, from memory alone. Safe for several threads.
 *
 * <p>It never lets go once the promotion may be on record. And once it has let go, this process
 * begins no promotion under that hold.
 */
public final class HoldWatch implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(HoldWatch.class);

  private final InstantSource time;
  private final Duration every;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Hold hold;

  /** What is held, guarded by the watch. */
  private static final class Hold {

    private final String run;
    private final String step;
    private final HeldStep effect;
    private Instant until;
    private boolean mayBeCommitted;
    private boolean isCommitted;
    private boolean isLettingGo;
    private boolean isGone;

    Hold(String run, String step, HeldStep effect, Instant until) {
      this.run = run;
      this.step = step;
      this.effect = effect;
      this.until = until;
    }
  }

  /**
   * @param every how often it looks; a run that is well lets go by itself within that
   */
  HoldWatch(InstantSource time, Duration every) {
    this.time = time;
    this.every = every;
  }

  void start() {
    Threads.start("hold-watch", this::watch);
  }

  /** A step begins to hold something. */
  synchronized void holds(String run, String step, HeldStep effect, Instant until) {
    hold = new Hold(run, step, effect, until);
  }

  /**
   * This process has added an entry, so no earlier one of its own can come any more: a promotion
   * that it tried to put on record and did not get an answer for is there by now, or never will be.
   */
  synchronized void added(RunBook.Kept kept) {
    Hold now = hold;
    if (now != null && now.run.equals(kept.id()) && !kept.state().isCommitted()) {
      now.mayBeCommitted = false;
    }
    saw(kept);
  }

  /** A journal was read. */
  synchronized void saw(RunBook.Kept kept) {
    Hold now = hold;
    if (now == null || !now.run.equals(kept.id())) {
      return;
    }
    RunState state = kept.state();
    // It stays known: a promotion may be withdrawn.
    now.isCommitted = state.isCommitted();
    Optional<Instant> until = state.isOver() ? Optional.empty() : Decider.heldUntil(state);
    if (until.isPresent()) {
      now.until = until.get();
    } else if (state.isOver() || !state.isCommitted()) {
      // Taken back, or for good.
      hold = null;
    }
  }

  /**
   * The promotion is about to be put on record.
   *
   * @return false if what it relies on was let go
   */
  synchronized boolean mayCommit() {
    Hold now = hold;
    if (now == null) {
      return true;
    }
    now.mayBeCommitted = !now.isLettingGo;
    return now.mayBeCommitted;
  }

  /** It is certain that the promotion was not put on record. */
  synchronized void isNotCommitted() {
    Hold now = hold;
    if (now != null) {
      now.mayBeCommitted = false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void watch() {
    try {
      while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets go of what is over time; tried again until it succeeds. */
  void look() {
    Hold due = due();
    if (due == null) {
      return;
    }
    try {
      String done = due.effect.letGo();
      LOG.warnf(
          "What a run held is let go, as its time was up and the run did not run=%s step=%s did=\"%s\"",
          due.run, due.step, done);
      isGone(due);
    } catch (RuntimeException failure) {
      LOG.errorf(
          "What a run holds is over time and cannot be let go, tried again run=%s step=%s reason=\"%s\"",
          due.run, due.step, failure.getMessage());
    }
  }

  private synchronized @Nullable Hold due() {
    Hold now = hold;
    boolean isDue =
        now != null
            && !now.mayBeCommitted
            && !now.isCommitted
            && !now.isGone
            && !time.instant().isBefore(now.until.plus(every));
    if (now == null || !isDue) {
      return null;
    }
    now.isLettingGo = true;
    return now;
  }

  private synchronized void isGone(Hold let) {
    let.isGone = true;
  }
}
