package io.understudy.e2e.bench;

import io.understudy.e2e.SiteServices;
import io.understudy.e2e.SiteSetup;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** 200 callers of the three services: how far behind the mirror is with them, and without. */
final class LoadBench {

  private static final int VALUE_BYTES = 1024;
  private static final int MOST_KEYS = 10_000;
  private static final Duration BETWEEN_WRITES = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** With callers the lag may be that many times the lag without. */
  private static final double MOST_TIMES = 10;

  /** It may be as much in any case, in seconds: the lag without is a few milliseconds. */
  private static final double ALWAYS_SECONDS = 2;

  private static final String RUNBOOK =
      """
      version: 1
      steps:
      - {name: look, type: approve, in: [settle], with: {message: look there}}
      """;

  private final Report report;
  private final Path folder;
  private final BenchEtcd.Storage storage;
  private final BulkConfigMaps maps;
  private final Duration duration;
  private final List<Double> alone = new ArrayList<>();
  private final List<Double> called = new ArrayList<>();

  LoadBench(Report report, Path folder, Options options) {
    this.report = report;
    this.folder = folder;
    this.storage = options.storage();
    this.maps = new BulkConfigMaps(Math.min(options.keys(), MOST_KEYS), VALUE_BYTES);
    this.duration = Duration.ofSeconds(options.seconds());
  }

  /**
   * @throws BenchFailure if a caller was answered what no document foresees, or the mirror falls
   *     behind because of callers
   */
  void run(int rounds) {
    report.say(
        "load, a write each %d ms over %,d keys of 1 KiB for %d s, without callers and with 200,"
                .formatted(BETWEEN_WRITES.toMillis(), maps.count(), duration.toSeconds())
            + " %d rounds".formatted(rounds));
    try (BenchEtcd source = BenchEtcd.start(storage);
        BenchEtcd target = BenchEtcd.start(storage)) {
      BareWriter.write(source.store(), maps);
      try (SiteServices services = SiteServices.start(setup(source, target))) {
        services.startFailover(RUNBOOK);
        services.awaitSound();
        String operation = services.failover().begin("settle", PATIENCE);
        Mirror mirror = Mirror.watching(services.sync(), target.store());
        for (int round = 1; round <= rounds; round++) {
          say(round, "alone", alone, lag(source.store(), mirror));
          Callers callers = new Callers(load(services, operation));
          callers.start();
          say(round, "with 200 callers", called, lag(source.store(), mirror));
          report.say("    answered: " + callers.end());
        }
        mirror.awaitWatermark(source.store().glance(maps.key(0)).revision(), PATIENCE);
      }
    }
    tell();
  }

  private SiteSetup setup(BenchEtcd source, BenchEtcd target) {
    return new SiteSetup(
        "site-b",
        "site-a",
        folder,
        Map.of(
            "UNDERSTUDY_SOURCE_ENDPOINTS", source.endpoint(),
            "UNDERSTUDY_TARGET_ENDPOINTS", target.endpoint()),
        Map.of(),
        Map.of());
  }

  private static ClientLoad load(SiteServices services, String operation) {
    return new ClientLoad(
        services.sync().address(),
        services.monitor().address(),
        services.failoverProcess().address() + "/api/v1/operations/" + operation + "/events");
  }

  private void say(int round, String title, List<Double> all, LagWatch lag) {
    all.add(lag.median());
    report.say(
        String.format(
            Locale.ROOT,
            "  round %d  %-16s lag %.3f s in the middle, at most %.2f s",
            round,
            title,
            lag.median(),
            lag.most()));
  }

  private LagWatch lag(Store source, Mirror mirror) {
    AtomicBoolean ended = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().daemon().start(() -> write(source, ended));
    LagWatch lag = new LagWatch(source, mirror);
    lag.watch(duration);
    ended.set(true);
    join(writer);
    return lag;
  }

  private void write(Store source, AtomicBoolean ended) {
    for (int i = 0; !ended.get(); i++) {
      source.put(maps.key(i % maps.count()), maps.value(i % maps.count(), i));
      Arrival.sleep(BETWEEN_WRITES);
    }
  }

  private void tell() {
    double without = Report.median(alone);
    double with = Report.median(called);
    report.row("load", "lag alone", "lag with 200 callers", "of the lag alone");
    report.row(
        "",
        String.format(Locale.ROOT, "%.3f s", without),
        String.format(Locale.ROOT, "%.3f s", with),
        String.format(Locale.ROOT, "%.1f x", with / without));
    double bound = bound(without);
    if (with > bound) {
      throw new BenchFailure(
          String.format(
              Locale.ROOT,
              "with callers the mirror is %.3f s behind, more than %.3f s",
              with,
              bound));
    }
  }

  /** What the lag with callers may be, in seconds. */
  static double bound(double without) {
    return Math.max(ALWAYS_SECONDS, MOST_TIMES * without);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  /** All of them, while the lag is watched. */
  private final class Callers {

    private final AtomicReference<ClientLoad.@Nullable Outcome> outcome = new AtomicReference<>();
    private final ClientLoad load;
    private @Nullable Thread thread;

    Callers(ClientLoad load) {
      this.load = load;
    }

    void start() {
      thread = Thread.ofPlatform().daemon().start(this::call);
    }

    private void call() {
      try {
        outcome.set(load.run(duration));
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
      }
    }

    String end() {
      if (thread != null) {
        join(thread);
      }
      ClientLoad.Outcome came = outcome.get();
      if (came == null || !came.wrong().isEmpty()) {
        throw new BenchFailure("callers were not answered as documented: " + came);
      }
      return came.answers().toString();
    }
  }
}
