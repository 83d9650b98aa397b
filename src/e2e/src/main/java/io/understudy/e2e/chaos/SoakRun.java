package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Flatness.Growth;
import io.understudy.etcd.GrpcEtcd;
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
import org.jspecify.annotations.Nullable;

/**
 * Hours without a fault: the source changes all the time and stays as large as it is, both etcds
 * are compacted as Kubernetes does, and what the processes take stays flat.
 */
final class SoakRun {

  private static final int SAMPLES = 30;
  private static final int OBJECTS = 500;
  private static final int PAUSE_MILLIS = 4;

  /** Pools breathe: a mirror that leads has up to nine threads more while it compares. */
  private static final Growth THREADS = Growth.by(8);

  /** They come and go one at a time. */
  private static final Growth DESCRIPTORS = Growth.by(3);

  /** There are as many as ever, but for one that is just being opened anew. */
  private static final Growth WATCHES = Growth.by(1);

  /** A heap and a database are larger and smaller by a share of what they are. */
  private static final Growth BYTES = new Growth(0.2, 4L << 20);

  private static final String RESYNC = "to=resync";
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

  private final ChaosFolder files;
  private final PrintStream out;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Map<String, List<Long>> figures = new TreeMap<>();
  private volatile @Nullable RuntimeException failure;

  /**
   * @param folder that exists, for the logs of all processes and for each figure's samples
   */
  SoakRun(Path folder, PrintStream out) {
    this.files = new ChaosFolder(folder);
    this.out = out;
  }

  /**
   * @return what is wrong
   */
  List<String> run(Duration length, long seed) throws InterruptedException {
    ChaosPlan plan = ChaosPlan.quiet(seed);
    try (ChaosSites sites = ChaosSites.start(files.path(), plan.tls());
        ChaosTraffic traffic = new ChaosTraffic(sites, plan)) {
      try {
        return run(sites, traffic, length, seed);
      } finally {
        files.write("figures.txt", samples());
        sites.keepEtcdLogs();
      }
    }
  }

  private List<String> run(ChaosSites sites, ChaosTraffic traffic, Duration length, long seed)
      throws InterruptedException {
    AfterTheHeal after = new AfterTheHeal(sites);
    traffic.begin();
    List<String> wrong = new ArrayList<>(after.lag());
    wrong.addAll(after.firstCheck());
    soak(sites, length, seed);
    wrong.addAll(after.stays(0));
    wrong.addAll(resyncs(sites));
    figures.forEach(
        (name, samples) -> {
          out.printf("  %-34s median %,d%n", name, Flatness.median(samples));
          Flatness.problem(name, samples, most(name)).ifPresent(wrong::add);
        });
    return wrong;
  }

  /** A line for each figure, in the order in which they were taken. */
  private String samples() {
    StringBuilder text = new StringBuilder();
    figures.forEach((name, samples) -> text.append(name).append(": ").append(samples).append('\n'));
    return text.toString();
  }

  private void soak(ChaosSites sites, Duration length, long seed) throws InterruptedException {
    try (GrpcEtcd source =
        sites.source().connect("soak", List.of(sites.usersEndpoint()), CALL_TIMEOUT)) {
      Thread writer = Thread.ofPlatform().daemon().name("soak").start(() -> run(source, seed));
      try {
        sampleAll(sites, length.dividedBy(SAMPLES));
      } finally {
        stopped.set(true);
        writer.join();
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** How much a figure of {@link SoakSample} may grow. */
  static Growth most(String figure) {
    if (figure.contains("bytes")) {
      return BYTES;
    }
    if (figure.contains("threads")) {
      return THREADS;
    }
    return figure.contains("watches") ? WATCHES : DESCRIPTORS;
  }

  /** A sample follows each compaction, so that all see a database in the same state. */
  private void sampleAll(ChaosSites sites, Duration every) throws InterruptedException {
    SoakSample sample = new SoakSample(sites);
    SoakCallers callers = new SoakCallers(sites);
    Map<Side, Long> before = revisions(sites);
    for (int i = 1; i <= SAMPLES; i++) {
      callers.ask();
      pause(every.toMillis());
      before.forEach((side, revision) -> sites.etcd(side).compactTo(revision));
      Map<Side, Long> now = revisions(sites);
      if (now.equals(before)) {
        throw new IllegalStateException("nothing was written since " + before);
      }
      before = now;
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

  private void run(GrpcEtcd source, long seed) {
    try {
      write(source, new Random(seed));
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException broken) {
      failure = broken;
    }
  }

  private void write(GrpcEtcd source, Random random) throws InterruptedException {
    FencedWriter writer =
        new FencedWriter(
            source,
            turn -> ChaosTraffic.value("soak", "turn", turn),
            ChaosTraffic.key("soak", "turn"));
    for (long turn = 0; !stopped.get(); turn++) {
      Bytes key = ChaosTraffic.key("soak", "object-" + random.nextInt(OBJECTS));
      boolean delete = random.nextInt(5) == 0;
      Bytes value = ChaosTraffic.value("soak", key.sha256().substring(0, 8), turn);
      writer.write(List.of(delete ? Txn.delete(key) : Txn.put(key, value)), stopped);
      pause(PAUSE_MILLIS);
    }
  }

  private static void pause(long millis) throws InterruptedException {
    if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts that down");
    }
  }
}
