package io.understudy.monitor.routine;

import io.understudy.core.check.CheckTurns;
import io.understudy.core.check.CheckTurns.Turn;
import io.understudy.core.port.EtcdException;
import io.understudy.service.threads.Threads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Keeps a turn alive, on a thread of its own, until it is closed or the turn is over. */
final class TurnKeeper implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(TurnKeeper.class);

  private final CheckTurns turns;
  private final Turn turn;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param everyMillis a third of its time to live
   */
  TurnKeeper(CheckTurns turns, Turn turn, long everyMillis) {
    this.turns = turns;
    this.turn = turn;
    Threads.start("turn", () -> keep(everyMillis));
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void keep(long everyMillis) {
    try {
      while (!closed.await(everyMillis, TimeUnit.MILLISECONDS)) {
        if (!renewed()) {
          LOG.warnf("The turn for a check is over before its end check=%s", turn.checker().id());
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
      // It may yet answer in time; if not, the result is refused in the end.
      LOG.warnf(
          "The turn for a check was not renewed check=%s reason=\"%s\"",
          turn.checker().id(), failure.getMessage());
      return true;
    }
  }
}
