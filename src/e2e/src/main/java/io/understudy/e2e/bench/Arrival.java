package io.understudy.e2e.bench;

import io.understudy.core.port.Bytes;
import io.understudy.e2e.bench.Store.Entry;
import io.understudy.e2e.bench.Store.Glance;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Finds out from outside when the last key was in a target, the same way for whoever writes it: it
 * notes when the store was at which revision, and reads all values and their revisions afterwards.
 */
final class Arrival {

  private static final Duration EVERY = Duration.ofMillis(10);
  private static final Bytes MAPS = Bytes.utf8("/registry/configmaps/");
  private static final int PAGE_BYTES = 4 << 20;

  private final Store target;
  private final BulkConfigMaps maps;
  private final int pageKeys;
  private final List<Sample> samples = new ArrayList<>();

  private record Sample(long nanos, long revision) {}

  /**
   * @param valueBytes of each ConfigMap
   */
  Arrival(Store target, BulkConfigMaps maps, int valueBytes) {
    this.target = target;
    this.maps = maps;
    this.pageKeys = Math.clamp(PAGE_BYTES / valueBytes, 1, 5000);
  }

  /**
   * Waits until as many keys are there as should be.
   *
   * @param running whether the writer still lives
   * @throws BenchFailure if it takes too long or the writer has ended before
   */
  void await(Duration atMost, BooleanSupplier running) {
    long end = System.nanoTime() + atMost.toNanos();
    Bytes last = maps.key(maps.count() - 1);
    boolean lastIsThere = false;
    while (true) {
      boolean alive = running.getAsBoolean();
      Glance glance = target.glance(last);
      samples.add(new Sample(System.nanoTime(), glance.revision()));
      lastIsThere |= glance.present();
      if (lastIsThere && target.count(MAPS) >= maps.count()) {
        samples.add(new Sample(System.nanoTime(), target.glance(last).revision()));
        return;
      }
      if (!alive || System.nanoTime() > end) {
        throw new BenchFailure(
            "%,d of %,d keys are in the target%s"
                .formatted(
                    target.count(MAPS),
                    maps.count(),
                    alive ? " after " + atMost.toSeconds() + " s" : ", and its writer has ended"));
      }
      sleep(EVERY);
    }
  }

  /**
   * When the last key was there, by {@link System#nanoTime}, once every value has been read.
   *
   * @throws BenchFailure if one is not what it must be, or was written more than once
   */
  long equalSinceNanos() {
    long lastRevision = 0;
    Bytes from = MAPS;
    int number = 0;
    while (number < maps.count()) {
      List<Entry> page = target.page(from, MAPS.prefixEnd(), pageKeys);
      if (page.isEmpty()) {
        throw new BenchFailure("the target lacks " + maps.key(number));
      }
      for (Entry entry : page) {
        check(number++, entry);
        lastRevision = Math.max(lastRevision, entry.modRevision());
        from = entry.key().next();
      }
    }
    for (Sample sample : samples) {
      if (sample.revision >= lastRevision) {
        return sample.nanos;
      }
    }
    throw new BenchFailure("the target was written to after its last key was there");
  }

  private void check(int number, Entry entry) {
    boolean equal =
        number < maps.count()
            && entry.key().equals(maps.key(number))
            && entry.value().equals(maps.value(number, 0));
    if (!equal) {
      throw new BenchFailure("the target's " + entry.key() + " is not as at the source");
    }
    if (entry.version() != 1) {
      throw new BenchFailure(entry.key() + " was written more than once, so its time is unknown");
    }
  }

  static void sleep(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }
}
