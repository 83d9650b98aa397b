package io.understudy.sync.kubernetes;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Failed calls to the API server, by what they were for. Safe for use by several threads. */
final class Failures {

  /** What the cluster is called for. */
  enum Task {
    LEASE,
    GATE,
    EVENTS;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Task, LongAdder> counts = new EnumMap<>(Task.class);

  Failures() {
    for (Task task : Task.values()) {
      counts.put(task, new LongAdder());
    }
  }

  void count(Task task) {
    adder(task).increment();
  }

  long read(Task task) {
    return adder(task).sum();
  }

  private LongAdder adder(Task task) {
    LongAdder adder = counts.get(task);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + task);
    }
    return adder;
  }
}
