package io.understudy.service.kubernetes;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Failed calls to the API server, by what they were for. Safe for use by several threads.
 *
 * @param <T> what the cluster is called for
 */
public final class Failures<T extends Enum<T>> {

  private final Map<T, LongAdder> counts;

  public Failures(Class<T> tasks) {
    counts = new EnumMap<>(tasks);
    for (T task : tasks.getEnumConstants()) {
      counts.put(task, new LongAdder());
    }
  }

  public void count(T task) {
    adder(task).increment();
  }

  public long read(T task) {
    return adder(task).sum();
  }

  /** As metrics and log lines name it. */
  public static String text(Enum<?> task) {
    return task.name().toLowerCase(Locale.ROOT);
  }

  Iterable<T> tasks() {
    return counts.keySet();
  }

  private LongAdder adder(T task) {
    LongAdder adder = counts.get(task);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + task);
    }
    return adder;
  }
}
