package io.understudy.e2e.bench;

import io.understudy.core.port.Txn;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many keys, and a backlog of large values, under a small heap: whether it lives, and how it does.
 */
final class MemoryBench {

  private static final int VALUE_BYTES = 1024;
  private static final int LARGE_BYTES = 1 << 20;
  private static final int LARGE_KEYS = 100;
  private static final Duration TIMEOUT = Duration.ofMinutes(20);

  private final Report report;
  private final Path folder;
  private final BenchEtcd.Storage storage;
  private final Sizes sizes;
  private final Duration tailing;

  /**
   * How much of what.
   *
   * @param keys of 1 KiB
   * @param largeRevisions of 1 MiB each, in the backlog
   * @param heapMebibytes of sync-service's virtual machine
   */
  record Sizes(int keys, int largeRevisions, int heapMebibytes) {

    static final Sizes STANDARD = new Sizes(1_000_000, 1000, 256);

    Sizes keys(int other) {
      return new Sizes(other, largeRevisions, heapMebibytes);
    }

    String heap() {
      return "-Xmx" + heapMebibytes + "m";
    }
  }

  /**
   * @param tailing for how long the source is written to once all is copied
   */
  MemoryBench(
      Report report, Path folder, BenchEtcd.Storage storage, Sizes sizes, Duration tailing) {
    this.report = report;
    this.folder = folder;
    this.storage = storage;
    this.sizes = sizes;
    this.tailing = tailing;
  }

  /**
   * @throws BenchFailure if a key is not equal or the service has ended, for want of memory most
   *     likely
   */
  void run() {
    manyKeys();
    largeBacklog();
  }

  void manyKeys() {
    report.say("memory, %,d keys of 1 KiB under %s".formatted(sizes.keys(), sizes.heap()));
    BulkConfigMaps maps = new BulkConfigMaps(sizes.keys(), VALUE_BYTES);
    try (BenchEtcd source = BenchEtcd.start(storage);
        BenchEtcd target = BenchEtcd.start(storage)) {
      BareWriter.write(source.store(), maps);
      report.say("  the source is filled");
      Arrival arrival = new Arrival(target.store(), maps, VALUE_BYTES);
      long began = System.nanoTime();
      try (Mirror mirror = start(source, target, "many-keys.log")) {
        arrival.await(TIMEOUT, () -> true);
        double copied = (arrival.equalSinceNanos() - began) / 1e9;
        report.say("  copied after %.1f s, %d MiB".formatted(copied, mirror.peakMebibytes()));
        Load load = new Load(source.store(), maps);
        LagWatch lag = new LagWatch(source.store(), mirror);
        load.start();
        lag.watch(tailing);
        load.end();
        mirror.awaitWatermark(source.store().glance(maps.key(0)).revision(), TIMEOUT);
        long equal = Equality.check(source.store(), target.store(), 2000);
        report.row(
            "memory, many keys",
            "sync-service " + sizes.heap(),
            "%,.0f keys/s".formatted(sizes.keys() / copied),
            "lag %.2f s, then %.2f s".formatted(lag.medianOfQuarter(1), lag.medianOfQuarter(3)),
            "%d MiB at most".formatted(mirror.peakMebibytes()),
            "%,d keys equal".formatted(equal));
      }
    }
  }

  /** Written while the mirror is stopped, so that it meets all of it at once. */
  void largeBacklog() {
    report.say("memory, a backlog of %,d revisions of 1 MiB".formatted(sizes.largeRevisions()));
    BulkConfigMaps small = new BulkConfigMaps(1000, VALUE_BYTES);
    BulkConfigMaps large = new BulkConfigMaps(LARGE_KEYS, LARGE_BYTES);
    try (BenchEtcd source = BenchEtcd.start(storage);
        BenchEtcd target = BenchEtcd.start(storage)) {
      BareWriter.write(source.store(), small);
      try (Mirror mirror = start(source, target, "large-backlog.log")) {
        mirror.awaitWatermark(source.store().glance(small.key(0)).revision(), TIMEOUT);
      }
      source
          .store()
          .write(
              IntStream.range(0, sizes.largeRevisions())
                  .mapToObj(i -> put(large, i % LARGE_KEYS, i / LARGE_KEYS))
                  .iterator(),
              1,
              4);
      long began = System.nanoTime();
      try (Mirror mirror = start(source, target, "large-backlog.log")) {
        mirror.awaitWatermark(source.store().glance(small.key(0)).revision(), TIMEOUT);
        double took = (System.nanoTime() - began) / 1e9;
        long equal = Equality.check(source.store(), target.store(), 20);
        report.row(
            "memory, backlog",
            "sync-service " + sizes.heap(),
            "%,.0f MiB/s".formatted(sizes.largeRevisions() / took),
            "%.1f s".formatted(took),
            "%d MiB at most".formatted(mirror.peakMebibytes()),
            "%,d keys equal".formatted(equal));
      }
    }
  }

  private Mirror start(BenchEtcd source, BenchEtcd target, String log) {
    return Mirror.start(
        source.endpoint(),
        target.endpoint(),
        target.store(),
        folder.resolve(log),
        List.of(sizes.heap(), "-XX:+ExitOnOutOfMemoryError"));
  }

  private static Txn.Write.Put put(BulkConfigMaps maps, int number, int generation) {
    return new Txn.Write.Put(maps.key(number), maps.value(number, generation), 0);
  }
}
