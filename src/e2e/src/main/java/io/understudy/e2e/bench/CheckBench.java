package io.understudy.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.e2e.MonitorService;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The monitor's check beside what an operator has without it: {@code etcdctl get --prefix} of both
 * sides through {@code sort} into {@code diff}. Each check of keys and of values is the first of a
 * fresh process, asked once that is up.
 */
final class CheckBench {

  private static final int VALUE_BYTES = 1024;
  private static final int CHANGES = 1_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final List<String> JAVA_OPTIONS =
      Stream.concat(
              Stream.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"),
              Side.OPTIONS.stream())
          .toList();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Report report;
  private final Path folder;
  private final BenchEtcd.Storage storage;
  private final BulkConfigMaps maps;
  private final List<Measured> keysByHand = new ArrayList<>();
  private final List<Measured> keys = new ArrayList<>();
  private final List<Measured> valuesByHand = new ArrayList<>();
  private final List<Measured> values = new ArrayList<>();
  private final List<Measured> again = new ArrayList<>();

  /**
   * @param mebibytes occupied at most
   * @param grownMebibytes of those what it did not occupy before it was asked
   * @param sourceBytes read of the source, as the monitor says; 0 where nobody does
   */
  private record Measured(double seconds, long mebibytes, long grownMebibytes, long sourceBytes) {}

  /**
   * @param folder for logs
   */
  CheckBench(Report report, Path folder, Options options) {
    this.report = report;
    this.folder = folder;
    this.storage = options.storage();
    this.maps = new BulkConfigMaps(options.checkKeys(), VALUE_BYTES);
  }

  /**
   * @throws BenchFailure if the sides are not found equal
   */
  void run(int rounds) {
    report.say(
        "check, %,d keys of 1 KiB on both sides, monitor %s, %d rounds"
            .formatted(maps.count(), String.join(" ", JAVA_OPTIONS), rounds));
    try (BenchEtcd source = BenchEtcd.start(storage);
        BenchEtcd target = BenchEtcd.start(storage)) {
      BareWriter.write(source.store(), maps);
      Path log = folder.resolve("sync-service.log");
      try (Mirror mirror =
          Mirror.start(source.endpoint(), target.endpoint(), target.store(), log, List.of())) {
        mirror.awaitSound(TIMEOUT);
        for (int round = 1; round <= rounds; round++) {
          round(round, source, target, mirror);
        }
      }
    }
    tell();
  }

  private void round(int round, BenchEtcd source, BenchEtcd target, Mirror mirror) {
    say(round, "etcdctl | sort | diff, keys", keysByHand, byHand(source, target, "--keys-only"));
    try (MonitorService monitor = start(source, target)) {
      say(round, "monitor, keys", keys, check(monitor, "?values=false", "keys"));
    }
    say(round, "etcdctl | sort | diff, values", valuesByHand, byHand(source, target, ""));
    try (MonitorService monitor = start(source, target)) {
      say(round, "monitor, values", values, check(monitor, "", "full"));
      change(round, source.store());
      Bytes changed = maps.key(0);
      mirror.awaitWatermark(source.store().glance(changed).revision(), TIMEOUT);
      say(round, "monitor, again", again, check(monitor, "", "changes"));
    }
  }

  private void change(int round, Store source) {
    int step = Math.max(1, maps.count() / CHANGES);
    source.write(
        IntStream.range(0, Math.min(CHANGES, maps.count()))
            .mapToObj(i -> new Txn.Write.Put(maps.key(i * step), maps.value(i * step, round), 0))
            .iterator(),
        1,
        8);
  }

  private MonitorService start(BenchEtcd source, BenchEtcd target) {
    MonitorService monitor =
        MonitorService.start(
            Map.of(
                "UNDERSTUDY_SOURCE_ENDPOINTS", source.endpoint(),
                "UNDERSTUDY_TARGET_ENDPOINTS", target.endpoint(),
                "UNDERSTUDY_MONITOR_CHECK_INTERVAL", "0"),
            folder.resolve("monitor.log"),
            JAVA_OPTIONS);
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!isUp(monitor)) {
      if (!monitor.isRunning() || System.nanoTime() > end) {
        monitor.close();
        throw new BenchFailure("monitor-service does not start; see " + monitor.log());
      }
      Arrival.sleep(LOOK_EVERY);
    }
    return monitor;
  }

  private static boolean isUp(MonitorService monitor) {
    try {
      return get(monitor, "/healthz").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private static Measured check(MonitorService monitor, String query, String expected) {
    long idle = Memory.nowMebibytes(monitor.process().pid());
    long began = System.nanoTime();
    HttpResponse<String> answer = get(monitor, "/check" + query);
    double seconds = (System.nanoTime() - began) / 1e9;
    if (answer.statusCode() != 200) {
      throw new BenchFailure("the monitor answers " + answer.statusCode() + ": " + answer.body());
    }
    try {
      JsonNode body = JSON.readTree(answer.body());
      if (!body.get("read").asText().equals(expected)) {
        throw new BenchFailure("expected a check of " + expected + ": " + answer.body());
      }
      long peak = Memory.peakMebibytes(monitor.process().pid());
      return new Measured(seconds, peak, peak - idle, body.get("remoteBytesRead").asLong());
    } catch (IOException bad) {
      throw new UncheckedIOException("the monitor's answer is no JSON", bad);
    }
  }

  private static HttpResponse<String> get(MonitorService monitor, String path) {
    URI uri = URI.create(monitor.address() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Accept", "application/json, text/plain;q=0.5").build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException("the monitor does not answer", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the monitor was asked", interruption);
    }
  }

  /** Both sides at the same time, as fast as a shell does it. */
  private static Measured byHand(BenchEtcd source, BenchEtcd target, String option) {
    String side =
        "<(etcdctl --command-timeout=600s --endpoints=%s get /registry/ --prefix %s | sort)";
    String line =
        "diff "
            + side.formatted(source.endpoint(), option)
            + " "
            + side.formatted(target.endpoint(), option);
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", line);
    builder.environment().put("ETCDCTL_API", "3");
    builder.environment().put("LC_ALL", "C");
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      long began = System.nanoTime();
      Process process = builder.start();
      long most = 0;
      while (process.isAlive()) {
        most = Math.max(most, Memory.treeMebibytes(process.toHandle()));
        Arrival.sleep(LOOK_EVERY);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      if (process.exitValue() != 0) {
        throw new BenchFailure("diff finds the sides unequal: " + line);
      }
      return new Measured(seconds, most, most, 0);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot run bash", failure);
    }
  }

  private void say(int round, String who, List<Measured> into, Measured measured) {
    into.add(measured);
    report.say(
        "  round %d  %-30s %7.2f s  %5d MiB at most, %d of them for this"
            .formatted(
                round, who, measured.seconds(), measured.mebibytes(), measured.grownMebibytes()));
  }

  private void tell() {
    row("keys, etcdctl | sort | diff", keysByHand, "", "");
    row("keys, monitor", keys, faster(keysByHand, keys), lighter(keysByHand, keys));
    row("values, etcdctl | sort | diff", valuesByHand, "", "");
    row("values, monitor", values, faster(valuesByHand, values), lighter(valuesByHand, values));
    long whole = values.get(0).sourceBytes();
    double part = 100.0 * again.get(0).sourceBytes() / Math.max(1, whole);
    row(
        "again after %,d changes".formatted(CHANGES),
        again,
        faster(values, again) + " as the first",
        "%.1f %% of its bytes from the source".formatted(part));
  }

  private void row(String who, List<Measured> measured, String... ratios) {
    List<String> cells = new ArrayList<>(List.of("check", who));
    cells.add("%.2f s".formatted(Report.median(measured.stream().map(Measured::seconds).toList())));
    cells.add("%d MiB".formatted(mebibytes(measured, Measured::mebibytes)));
    cells.add("%d MiB grown".formatted(mebibytes(measured, Measured::grownMebibytes)));
    cells.addAll(List.of(ratios));
    report.row(cells.toArray(String[]::new));
  }

  private static long mebibytes(List<Measured> measured, ToLongFunction<Measured> which) {
    return Math.round(
        Report.median(measured.stream().map(one -> (double) which.applyAsLong(one)).toList()));
  }

  private static String faster(List<Measured> others, List<Measured> own) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(others.get(i).seconds() / own.get(i).seconds());
    }
    return "%.1f x as fast".formatted(Report.median(ratios));
  }

  private static String lighter(List<Measured> others, List<Measured> own) {
    long all = mebibytes(others, Measured::mebibytes);
    return "%.2f of its memory, %.2f grown"
        .formatted(
            (double) mebibytes(own, Measured::mebibytes) / all,
            (double) mebibytes(own, Measured::grownMebibytes) / all);
  }
}
