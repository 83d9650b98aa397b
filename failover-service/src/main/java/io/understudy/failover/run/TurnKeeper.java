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
  private long renewedNanos = System.nanoTime();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param ttl how long the turn lives without being renewed
   */
  TurnKeeper(RunTurns turns, RunTurn turn, Duration ttl) {
    this.turns = turns;
    this.turn = turn;
    this.ttl = ttl;
    Threads.start("run-turn", this::keep);
  }

  RunTurn turn() {
    return turn;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void keep() {
    try {
      while (!closed.await(ttl.toMillis() / RENEWALS, TimeUnit.MILLISECONDS)) {
        if (!renewed()) {
          LOG.warnf("The turn to carry out runs is over holder=%s", turn.holder());
          owner.interrupt();
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
      renewedNanos = askedNanos;
      return alive;
    } catch (EtcdException failure) {
      LOG.warnf("The turn to carry out runs was not renewed reason=\"%s\"", failure.getMessage());
      // Until then it is this process's for certain, whatever the etcd says later.
      return System.nanoTime() - renewedNanos < ttl.toNanos();
    }
  }
}
