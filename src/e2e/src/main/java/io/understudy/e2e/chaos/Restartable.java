package io.understudy.e2e.chaos;

import io.understudy.e2e.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A service that is started again as it was after it was killed. That it ended by itself is
 * remembered, since none of them is to.
 */
final class Restartable implements AutoCloseable {

  private static final int LOG_LINES = 5;

  private final Supplier<ServiceProcess> start;
  private final List<String> endedByItself = new ArrayList<>();
  private ServiceProcess process;
  private boolean killed;
  private boolean closed;

  Restartable(Supplier<ServiceProcess> start) {
    this.start = start;
    this.process = start.get();
  }

  /** What its log is called. */
  synchronized String name() {
    return process.log().getFileName().toString().replace(".log", "");
  }

  /** SIGKILL. */
  synchronized void kill() {
    look();
    killed = true;
    process.kill();
  }

  /** Ends it if it runs, and starts it. It is not up yet when this returns. */
  synchronized void restart() {
    kill();
    if (!closed) {
      // Its port is free once it is gone, however slow the machine is.
      process.process().onExit().join();
      process = start.get();
      killed = false;
    }
  }

  synchronized void suspend() {
    process.suspend();
  }

  synchronized void resume() {
    process.resume();
  }

  synchronized ServiceProcess process() {
    return process;
  }

  /** How its log ended each time that it ended though nobody killed it. */
  synchronized List<String> endedByItself() {
    look();
    return List.copyOf(endedByItself);
  }

  private void look() {
    if (!killed && !process.isRunning()) {
      killed = true;
      endedByItself.add(process.log() + " ends: " + process.logTail(LOG_LINES));
    }
  }

  /** SIGKILL, for good. */
  @Override
  public synchronized void close() {
    closed = true;
    kill();
  }
}
