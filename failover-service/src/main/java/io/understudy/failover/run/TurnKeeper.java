package io.understudy.failover.run;

import io.understudy.core.failover.RunTurn;
import io.understudy.core.failover.RunTurns;
import io.understudy.core.port.EtcdException;
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

  private final RunTurns turns;
  private final RunTurn turn;
  private final Duration every;
  private final Thread owner = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);

  TurnKeeper(RunTurns turns, RunTurn turn, Duration every) {
    this.turns = turns;
    this.turn = turn;
    this.every = every;
    Thread.ofVirtual().name("run-turn").start(this::keep);
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
      while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
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
    try {
      return turns.keepAlive(turn);
    } catch (EtcdException failure) {
      // It may yet answer in time; if not, the next entry of the journal is refused.
      LOG.warnf("The turn to carry out runs was not renewed reason=\"%s\"", failure.getMessage());
      return true;
    }
  }
}
