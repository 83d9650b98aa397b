package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Has a process stand still wherever it is, and go on. */
public final class Standstill {

  private Standstill() {}

  /**
   * SIGSTOP: the world goes on without it, its connections stay open.
   *
   * @throws IllegalStateException if it has ended
   */
  public static void suspend(Process process) {
    if (!process.isAlive()) {
      throw new IllegalStateException("process " + process.pid() + " has ended");
    }
    send("STOP", process);
  }

  /** SIGCONT: it goes on where it stood, and does not know for how long it did. */
  public static void resume(Process process) {
    if (process.isAlive()) {
      send("CONT", process);
    }
  }

  private static void send(String signal, Process process) {
    String pid = Long.toString(process.pid());
    try {
      int code = new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor();
      if (code != 0 && process.isAlive()) {
        throw new IllegalStateException("kill -" + signal + " " + pid + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run kill", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending a signal", e);
    }
  }
}
