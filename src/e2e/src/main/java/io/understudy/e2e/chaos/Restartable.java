package io.understudy.e2e.chaos;

import io.understudy.e2e.ServiceProcess;
import java.util.function.Supplier;

/** A service that is started again as it was after it was killed. */
final class Restartable {

  private final Supplier<ServiceProcess> start;
  private ServiceProcess process;
  private boolean ended;

  Restartable(Supplier<ServiceProcess> start) {
    this.start = start;
    this.process = start.get();
  }

  synchronized void kill() {
    process.kill();
  }

  /** SIGKILL, for good. */
  synchronized void end() {
    ended = true;
    process.kill();
  }

  /** Ends it if it runs, and starts it. It is not up yet when this returns. */
  synchronized void restart() {
    process.kill();
    if (!ended) {
      // Its port is free once it is gone, however slow the machine is.
      process.process().onExit().join();
      process = start.get();
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

  /** It has not ended by itself, as none of them is to. */
  synchronized boolean isRunning() {
    return process.isRunning();
  }
}
