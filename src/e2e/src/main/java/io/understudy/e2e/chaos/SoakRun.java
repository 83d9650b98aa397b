package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.e2e.chaos.Fault.Side;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hours without a fault: the source changes all the time and stays as large as it is, both etcds
 * are compacted as Kubernetes does, and what the processes take stays flat.
 */
final class SoakRun {

  private static final int SAMPLES = 30;
  private static final int OBJECTS = 500;
  private static final int PAUSE_MILLIS = 4;
  private static final long SLACK = 15;
  private static final long SLACK_BYTES = 4L << 20;
  private static final String RESYNC = "to=resync";

  private final Path folder;
  private final PrintStream out;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Map<String, List<Long>> figures = new TreeMap<>();

  /**
   * @param folder that exists, for logs
   */
  SoakRun(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  /**
   * @return what is wrong
   */
  List<String> run(Duration length, long seed) throws InterruptedException {
    ChaosPlan plan = ChaosPlan.quiet(seed);
    try (ChaosSites sites = ChaosSites.start(folder, plan.tls());
        ChaosTraffic traffic = new ChaosTraffic(sites, plan)) {
      AfterTheHeal after = new AfterTheHeal(sites);
      traffic.begin();
      List<String> wrong = new ArrayList<>(after.lag());
      wrong.addAll(after.firstCheck());
      Thread writer = Thread.ofPlatform().name("soak").start(() -> write(traffic, seed));
      sampleAll(sites, length.dividedBy(SAMPLES));
      stopped.set(true);
      writer.join();
      wrong.addAll(after.stays(0));
      wrong.addAll(resyncs(sites));
      figures.forEach(
          (name, samples) -> {
            out.printf("  %-34s median %,d%n", name, Flatness.median(samples));
            long slack = name.contains("bytes") ? SLACK_BYTES : SLACK;
            Flatness.problem(name, samples, slack).ifPresent(wrong::add);
          });
      return wrong;
    }
  }

  /** A sample follows each compaction, so that all see a database in the same state. */
  private void sampleAll(ChaosSites sites, Duration every) throws InterruptedException {
    SoakSample sample = new SoakSample(sites);
    Map<Side, Long> before = revisions(sites);
    for (int i = 1; i <= SAMPLES; i++) {
      pause(every.toMillis());
      before.forEach((side, revision) -> sites.etcd(side).compactTo(revision));
      before = revisions(sites);
      Map<String, Long> taken = sample.take();
      taken.forEach(
          (name, value) -> figures.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
      out.printf(
          "soak: sample %d of %d, source revision %d%n", i, SAMPLES, before.get(Side.SOURCE));
    }
  }

  private static Map<Side, Long> revisions(ChaosSites sites) {
    Map<Side, Long> revisions = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      revisions.put(side, sites.etcd(side).revision());
    }
    return revisions;
  }

  /** History was always there when it was needed. */
  private static List<String> resyncs(ChaosSites sites) {
    List<String> found = new ArrayList<>();
    sites
        .services()
        .forEach(
            (name, service) -> {
              if (service.process().logContains(RESYNC)) {
                found.add(name + " had to compare everything again: " + service.process().log());
              }
            });
    return found;
  }

  private void write(ChaosTraffic traffic, long seed) {
    Random random = new Random(seed);
    try {
      for (long turn = 0; !stopped.get(); turn++) {
        Bytes key = ChaosTraffic.key("soak", "object-" + random.nextInt(OBJECTS));
        boolean delete = random.nextInt(5) == 0;
        Bytes value = ChaosTraffic.value("soak", key.sha256().substring(0, 8), turn);
        traffic.write(List.of(delete ? Txn.delete(key) : Txn.put(key, value)));
        pause(PAUSE_MILLIS);
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(long millis) throws InterruptedException {
    if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts that down");
    }
  }
}
