package io.understudy.e2e.chaos;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What was done to a run and when, for whoever looks for the reason of a violation. */
final class Timeline {

  private final long began = System.nanoTime();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AtomicInteger injected = new AtomicInteger();

  /** Adds a line under the time since this was made. */
  void say(String what) {
    lines.add("%6d ms %s".formatted((System.nanoTime() - began) / 1_000_000, what));
  }

  void injected(Fault fault) {
    injected.incrementAndGet();
    say("began: " + fault);
  }

  /** Faults that were not only planned. */
  int faults() {
    return injected.get();
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }
}
