package io.understudy.e2e.bench;

import io.understudy.testkit.FaultLink;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A source that is written to as fast as it takes: how the mirror keeps up, over which links. */
final class TailBench {

  private static final int VALUE_BYTES = 1024;
  private static final int MOST_KEYS = 10_000;
  private static final int PAGE_KEYS = 1000;
  private static final Duration LINK_DELAY = Duration.ofMillis(50);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final Report report;
  private final Path folder;
  private final BenchEtcd.Storage storage;
  private final BulkConfigMaps maps;
  private final Duration duration;
  private final Map<Link, List<Result>> results = new EnumMap<>(Link.class);

  /** What lies between. */
  enum Link {
    DIRECT("direct"),
    SOURCE("source 50 ms away"),
    TARGET("target 50 ms away");

    private final String title;

    Link(String title) {
      this.title = title;
    }
  }

  /**
   * One run; rates in writes a second, from the first write to the last.
   *
   * @param drainSeconds from the source's last write to the target's
   */
  private record Result(
      double sourceRate,
      double mirrorRate,
      double drainSeconds,
      double lagEarly,
      double lagLate,
      double lagMost) {

    double ratio() {
      return mirrorRate / sourceRate;
    }
  }

  TailBench(Report report, Path folder, Options options) {
    this.report = report;
    this.folder = folder;
    this.storage = options.storage();
    this.maps = new BulkConfigMaps(Math.min(options.keys(), MOST_KEYS), VALUE_BYTES);
    this.duration = Duration.ofSeconds(options.seconds());
  }

  void run(int rounds) {
    report.say(
        "tail, 64 writers for %d s over %,d keys of 1 KiB, %d rounds"
            .formatted(duration.toSeconds(), maps.count(), rounds));
    for (int round = 1; round <= rounds; round++) {
      for (Link link : Link.values()) {
        Result result = tail(link);
        results.computeIfAbsent(link, l -> new ArrayList<>()).add(result);
        report.say(
            String.format(
                Locale.ROOT,
                "  round %d  %-18s source %,7.0f/s  mirror %,7.0f/s  lag %.2f s, then %.2f s,"
                    + " at most %.2f s  drained in %.2f s",
                round,
                link.title,
                result.sourceRate,
                result.mirrorRate,
                result.lagEarly,
                result.lagLate,
                result.lagMost,
                result.drainSeconds));
      }
    }
    tell();
  }

  private Result tail(Link link) {
    try (BenchEtcd source = BenchEtcd.start(storage);
        BenchEtcd target = BenchEtcd.start(storage);
        FaultLink toSource = FaultLink.to(source.endpoint());
        FaultLink toTarget = FaultLink.to(target.endpoint())) {
      BareWriter.write(source.store(), maps);
      toSource.delay(LINK_DELAY);
      toTarget.delay(LINK_DELAY);
      try (Mirror mirror =
          Mirror.start(
              link == Link.SOURCE ? toSource.endpoint() : source.endpoint(),
              link == Link.TARGET ? toTarget.endpoint() : target.endpoint(),
              target.store(),
              folder.resolve("tail-" + System.nanoTime() + ".log"),
              List.of())) {
        mirror.awaitSound(TIMEOUT);
        Result result = measure(source.store(), mirror);
        Equality.check(source.store(), target.store(), PAGE_KEYS);
        return result;
      }
    }
  }

  private Result measure(Store source, Mirror mirror) {
    Load load = new Load(source, maps);
    LagWatch lag = new LagWatch(source, mirror);
    long began = System.nanoTime();
    load.start();
    lag.watch(duration);
    load.end();
    double wrote = (System.nanoTime() - began) / 1e9;
    mirror.awaitWatermark(source.glance(maps.key(0)).revision(), TIMEOUT);
    double mirrored = (System.nanoTime() - began) / 1e9;
    return new Result(
        load.written() / wrote,
        load.written() / mirrored,
        mirrored - wrote,
        lag.medianOfQuarter(1),
        lag.medianOfQuarter(3),
        lag.most());
  }

  private void tell() {
    List<Result> direct = results.getOrDefault(Link.DIRECT, List.of());
    results.forEach(
        (link, all) -> {
          List<Double> toDirect = new ArrayList<>();
          for (int i = 0; i < all.size(); i++) {
            toDirect.add(all.get(i).mirrorRate / direct.get(i).mirrorRate);
          }
          report.row(
              "tail",
              link.title,
              "%,.0f writes/s".formatted(median(all, Result::mirrorRate)),
              String.format(
                  Locale.ROOT,
                  "lag %.2f s, then %.2f s",
                  median(all, Result::lagEarly),
                  median(all, Result::lagLate)),
              "%.2f of the source's rate".formatted(median(all, Result::ratio)),
              link == Link.DIRECT ? "" : "%.2f of direct".formatted(Report.median(toDirect)));
        });
  }

  private static double median(
      List<Result> results, java.util.function.ToDoubleFunction<Result> of) {
    return Report.median(results.stream().mapToDouble(of).boxed().toList());
  }
}
