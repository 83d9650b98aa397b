package io.understudy.service.threads;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads of the operating system, which no process waits for at its end. Not virtual ones: a
 * virtual thread that waits amid loading a class keeps its carrier, of which there are as many as
 * processors. Where two do, while the third that they wait for has none, all virtual threads of the
 * process stand still for good.
 */
public final class Threads {

  private Threads() {}

  /** Starts one. */
  public static Thread start(String name, Runnable task) {
    return Thread.ofPlatform().daemon().name(name).start(task);
  }

  /** Starts one for each task. */
  public static Executor each(String name) {
    return task -> start(name, task);
  }

  /** Starts one for each task, and knows them: its {@code close} waits for all. */
  public static ExecutorService executor(String name) {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofPlatform().daemon().name(name + "-", 1).factory());
  }
}
