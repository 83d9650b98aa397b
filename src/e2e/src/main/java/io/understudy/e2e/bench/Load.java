package io.understudy.e2e.bench;

import io.understudy.testkit.sample.BulkConfigMaps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * 64 clients that change objects of a source, one put after the other, as fast as it takes them.
 */
final class Load {

  private static final int WRITERS = 64;

  private final Store source;
  private final BulkConfigMaps maps;
  private final AtomicLong written = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicReference<@Nullable RuntimeException> failed = new AtomicReference<>();
  private final List<Thread> writers = new ArrayList<>();

  Load(Store source, BulkConfigMaps maps) {
    this.source = source;
    this.maps = maps;
  }

  void start() {
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      writers.add(Thread.ofVirtual().start(() -> write(writer)));
    }
  }

  long written() {
    return written.get();
  }

  /**
   * Returns when the last put is acknowledged.
   *
   * @throws BenchFailure if one was not
   */
  void end() {
    ended.set(true);
    try {
      for (Thread writer : writers) {
        if (!writer.join(Duration.ofMinutes(2))) {
          throw new BenchFailure("a writer of the source does not end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
    RuntimeException failure = failed.get();
    if (failure != null) {
      throw new BenchFailure("the source refused a write: " + failure.getMessage());
    }
  }

  /** Every writer goes round its own share of the objects. */
  private void write(int writer) {
    try {
      for (int generation = 1; !ended.get(); generation++) {
        for (int i = writer; i < maps.count() && !ended.get(); i += WRITERS) {
          source.put(maps.key(i), maps.value(i, generation));
          written.incrementAndGet();
        }
      }
    } catch (RuntimeException failure) {
      failed.compareAndSet(null, failure);
    }
  }
}
