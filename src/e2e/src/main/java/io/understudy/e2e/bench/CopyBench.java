package io.understudy.e2e.bench;

import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The first copy: everybody in turn, each into a fresh target, from the start of its process. */
final class CopyBench {

  private static final int VALUE_BYTES = 1024;
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final Report report;
  private final Path folder;
  private final BenchEtcd.Storage storage;
  private final Optional<ServerTls> tls;
  private final BulkConfigMaps maps;
  private final Map<Side, List<Double>> seconds = new EnumMap<>(Side.class);
  private double cpuSeconds;

  /**
   * @param folder for logs
   */
  CopyBench(Report report, Path folder, Options options) {
    this.report = report;
    this.folder = folder;
    this.storage = options.storage();
    this.tls =
        options.tls() ? Optional.of(ServerTls.of(new TestCa(folder, "bench"))) : Optional.empty();
    this.maps = new BulkConfigMaps(options.keys(), VALUE_BYTES);
    for (Side side : Side.values()) {
      seconds.put(side, new ArrayList<>());
    }
  }

  void run(int rounds) {
    report.say(
        "initial copy, %,d keys of 1 KiB, profile acp-global, etcds' data %s, %s, %d rounds"
            .formatted(
                maps.count(),
                storage == BenchEtcd.Storage.DISK ? "on disk" : "in memory",
                tls.isPresent() ? "TLS" : "plain",
                rounds));
    try (BenchEtcd source = BenchEtcd.start(storage, tls)) {
      BareWriter.write(source.store(), maps);
      for (int round = 1; round <= rounds; round++) {
        for (Side side : Side.values()) {
          double took = copy(side, source.endpoint());
          times(side).add(took);
          report.say(
              "  round %d  %-20s %7.2f s (%.1f s of processor time)"
                  .formatted(round, side.title(), took, cpuSeconds));
        }
      }
    }
    tell();
  }

  private double copy(Side side, String source) {
    Path log = folder.resolve(side.name().toLowerCase(Locale.ROOT) + ".log");
    try (BenchEtcd target = BenchEtcd.start(storage, tls)) {
      Arrival arrival = new Arrival(target.store(), maps, VALUE_BYTES);
      target.store().glance(maps.key(0));
      long began = System.nanoTime();
      try (Side.Running running =
          side.start(source, target.endpoint(), tls, maps.count(), VALUE_BYTES, log)) {
        arrival.await(TIMEOUT, running::isUseful);
        cpuSeconds = running.cpuSeconds();
      }
      return (arrival.equalSinceNanos() - began) / 1e9;
    }
  }

  private void tell() {
    List<Double> bare = times(Side.BARE_WRITER);
    List<Double> mirror = times(Side.MAKE_MIRROR);
    for (Side side : Side.values()) {
      List<Double> own = times(side);
      report.row(
          "initial copy",
          side.title(),
          "%,.0f keys/s".formatted(maps.count() / Report.median(own)),
          "%.2f s".formatted(Report.median(own)),
          side == Side.MAKE_MIRROR
              ? ""
              : "%.1f x make-mirror".formatted(Report.median(ratios(mirror, own))),
          side == Side.SYNC_SERVICE
              ? "%.2f of the bare writer".formatted(Report.median(ratios(bare, own)))
              : "");
    }
  }

  private List<Double> times(Side side) {
    return seconds.getOrDefault(side, List.of());
  }

  /** Round by round, so that a machine that is slower for a while does not count. */
  private static List<Double> ratios(List<Double> others, List<Double> own) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(others.get(i) / own.get(i));
    }
    return ratios;
  }
}
