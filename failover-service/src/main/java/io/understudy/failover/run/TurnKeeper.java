package io.understudy.failover.run;

import io.understudy.core.failover.RunTurn;
import io.understudy.core.failover.RunTurns;
import io.understudy.core.port.EtcdException;
import io.understudy.service.threads.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the turn alive while its thread carries out a run. Once it is over it interrupts that
 * thread, whatever it does: another process may go on with the run.
 */
final class TurnKeeper implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(TurnKeeper.class);

  private static final int RENEWALS = 3;

  private final RunTurns turns;
  private final RunTurn turn;
  private final Duration ttl;
  private final Thread owner = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long renewedNanos;

  /**
   * @param ttl how long the turn lives without being renewed
   * @param askedNanos when it was asked for, by {@link System#nanoTime}
   */
  TurnKeeper(RunTurns turns, RunTurn turn, Duration ttl, long askedNanos) {
    this.turns = turns;
    this.turn = turn;
    this.ttl = ttl;
    this.renewedNanos = askedNanos;
    Threads.start("run-turn", this::keep);
    Threads.start("run-turn-end", this::awaitEnd);
  }

  RunTurn turn() {
    return turn;
  }

  @Override
  public synchronized void close() {
    closed.countDown();
  }

  private void keep() {
    try {
      while (!closed.await(ttl.toMillis() / RENEWALS, TimeUnit.MILLISECONDS)) {
        if (!renewed()) {
          end("it was lost");
          return;
        }
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean renewed() {
    long askedNanos = System.nanoTime();
    try {
      boolean alive = turns.keepAlive(turn);
      if (alive) {
        renewedNanos = askedNanos;
      }
      return alive;
    } catch (EtcdException failure) {
      LOG.warnf("The turn to carry out runs was not renewed reason=\"%s\"", failure.getMessage());
      return true;
    }
  }

  /** A renewal that is under way is not waited for: when it fails, another may have the turn. */
  private void awaitEnd() {
    try {
      long left = leftNanos();
      while (left > 0) {
        if (closed.await(left, TimeUnit.NANOSECONDS)) {
          return;
        }
        left = leftNanos();
      }
      end("it could not be renewed");
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until then it is this process's for certain, whatever the etcd says later. */
  private long leftNanos() {
    return renewedNanos + ttl.toNanos() - System.nanoTime();
  }

  /** Whoever has closed it has given the turn up, and may be at something else. */
  private synchronized void end(String why) {
    if (closed.getCount() > 0) {
      LOG.warnf("The turn to carry out runs is over holder=%s reason=\"%s\"", turn.holder(), why);
      owner.interrupt();
    }
  }
}
