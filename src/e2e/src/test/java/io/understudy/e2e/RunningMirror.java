package io.understudy.e2e;

import static org.awaitility.Awaitility.await;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.encryption.Encryption;
import io.understudy.core.mirror.BlockedKey;
import io.understudy.core.mirror.Comparison;
import io.understudy.core.mirror.Drift;
import io.understudy.core.mirror.End;
import io.understudy.core.mirror.Finding;
import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.MirrorObserver;
import io.understudy.core.mirror.MirrorRun;
import io.understudy.core.mirror.Prune;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.mirror.Timing;
import io.understudy.core.ownership.RuleCount;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The mirror's engine on threads of its own, over real connections, until it is closed. */
final class RunningMirror implements AutoCloseable {

  private static final long TTL_SECONDS = 10;
  private static final Duration BETWEEN_RUNS = Duration.ofMillis(100);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final GrpcEtcd source;
  private final GrpcEtcd target;
  private final Leadership leadership;
  private final RunContext context;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Thread> threads;

  /** What is added to the connections of each end. */
  record Access(UnaryOperator<EtcdEndpoint> toSource, UnaryOperator<EtcdEndpoint> toTarget) {
    static final Access PLAIN = new Access(UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** What it mirrors and how. */
  record Setup(
      List<String> source,
      List<String> target,
      Rules rules,
      Prune prune,
      Limits limits,
      Duration callTimeout,
      Encryption encryption,
      Healing healing,
      Access access) {

    /** The target's history holds what the tests make and no more. */
    private static final Limits QUIET = Limits.defaults().lead(LeadLimits.OFF);

    static Setup of(List<String> source, List<String> target, Rules rules) {
      return new Setup(
          source,
          target,
          rules,
          Prune.MIRRORED,
          QUIET,
          Duration.ofSeconds(5),
          Encryption.NONE,
          Healing.defaults(),
          Access.PLAIN);
    }

    Setup pruning(Prune how) {
      return new Setup(
          source, target, rules, how, limits, callTimeout, encryption, healing, access);
    }

    Setup within(Limits others) {
      return new Setup(
          source, target, rules, prune, others, callTimeout, encryption, healing, access);
    }

    Setup waiting(Duration timeout) {
      return new Setup(source, target, rules, prune, limits, timeout, encryption, healing, access);
    }

    Setup reading(Encryption known) {
      return new Setup(source, target, rules, prune, limits, callTimeout, known, healing, access);
    }

    Setup healing(Healing how) {
      return new Setup(source, target, rules, prune, limits, callTimeout, encryption, how, access);
    }

    /** With certificates and users. */
    Setup connecting(UnaryOperator<EtcdEndpoint> toSource, UnaryOperator<EtcdEndpoint> toTarget) {
      Access others = new Access(toSource, toTarget);
      return new Setup(
          source, target, rules, prune, limits, callTimeout, encryption, healing, others);
    }
  }

  private RunningMirror(Setup setup) {
    source =
        GrpcEtcd.connect(
            setup.access().toSource().apply(endpoint("source", setup.source(), setup)));
    target =
        GrpcEtcd.connect(
            setup.access().toTarget().apply(endpoint("target", setup.target(), setup)));
    Timing timing = new RealTime(stopped);
    leadership = new Leadership(target, TwoEtcds.KEYS, "test", TTL_SECONDS, timing);
    context =
        new RunContext(
            source,
            target,
            TwoEtcds.KEYS,
            new Classifier(setup.rules(), setup.encryption()),
            setup.prune(),
            setup.limits(),
            leadership,
            timing,
            new Events(events),
            setup.healing());
    threads = List.of(new Thread(this::mirror, "mirror"), new Thread(this::keepAlive, "lease"));
  }

  static RunningMirror between(Setup setup) {
    RunningMirror mirror = new RunningMirror(setup);
    mirror.threads.forEach(Thread::start);
    return mirror;
  }

  /** What it told its observer, as {@code word details}. */
  List<String> events() {
    return events;
  }

  void awaitEvent(String beginning) {
    awaitEvents(beginning, 1);
  }

  /** Waits until so many more of them have come than there are now. */
  void awaitMoreEvents(String beginning, int more) {
    awaitEvents(beginning, count(beginning) + more);
  }

  private void awaitEvents(String beginning, long atLeast) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> count(beginning) >= atLeast);
  }

  private long count(String beginning) {
    return events.stream().filter(event -> event.startsWith(beginning)).count();
  }

  @Override
  public void close() {
    stopped.countDown();
    for (Thread thread : threads) {
      join(thread);
    }
    leadership.resign();
    source.close();
    target.close();
  }

  private void mirror() {
    while (stopped.getCount() > 0) {
      try {
        if (leadership.attempt() instanceof Leadership.Attempt.Leading) {
          lead();
        }
      } catch (EtcdException e) {
        events.add("unreachable " + e.getMessage());
      }
      context.timing().pause(BETWEEN_RUNS);
    }
  }

  /** One term after another, for as long as the leadership lasts. */
  private void lead() {
    while (stopped.getCount() > 0 && leadership.fence() != null) {
      End end = new MirrorRun(context, () -> stopped.getCount() == 0).run();
      events.add("end " + end);
      context.timing().pause(BETWEEN_RUNS);
    }
    // As the service does: a lease that is renewed after all must not keep its own key from it.
    leadership.resign();
  }

  private void keepAlive() {
    while (stopped.getCount() > 0) {
      try {
        leadership.keepAlive();
      } catch (EtcdException e) {
        events.add("not renewed " + e.getMessage());
      }
      context.timing().pause(Duration.ofSeconds(TTL_SECONDS).dividedBy(3));
    }
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(STOP)) {
        throw new IllegalStateException(thread.getName() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static EtcdEndpoint endpoint(String name, List<String> endpoints, Setup setup) {
    return EtcdEndpoint.of(name, endpoints).withCallTimeout(setup.callTimeout());
  }

  record RealTime(CountDownLatch stopped) implements Timing {
    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public double chance() {
      return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public void pause(Duration duration) {
      try {
        boolean ended = stopped.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
          Thread.onSpinWait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Events(List<String> seen) implements MirrorObserver {
    @Override
    public void phase(Checkpoint checkpoint, String why) {
      seen.add("phase " + checkpoint.phase() + " " + why);
    }

    @Override
    public void warnings(List<Finding.Warning> warnings) {
      warnings.forEach(warning -> seen.add("warning " + warning.what()));
    }

    @Override
    public void preflight(long keys, long ofAbout) {
      seen.add("preflight " + keys + " of " + ofAbout);
    }

    @Override
    public void progress(long keys, long ofAbout) {
      seen.add("progress " + keys);
    }

    @Override
    public void committed(
        Checkpoint checkpoint, long targetRevision, int revisions, int writes, long bytes) {
      if (revisions > 0) {
        seen.add("committed " + checkpoint.watermark());
      }
    }

    @Override
    public void applied(Duration latency) {}

    @Override
    public void fenced(String why) {
      seen.add("fenced " + why);
    }

    @Override
    public void retried(String what, String why) {
      seen.add("retried " + what);
    }

    @Override
    public void hole(long expected, long got) {
      seen.add("hole " + expected);
    }

    @Override
    public void continuity(boolean proven) {
      seen.add("continuity " + (proven ? "proven" : "unproven"));
    }

    @Override
    public void foreign(long count, List<Bytes> examples) {
      seen.add("foreign " + count);
    }

    @Override
    public void drift(Drift drift) {
      seen.add("drift " + drift.key());
    }

    @Override
    public void compared(Comparison comparison) {
      comparison
          .different()
          .forEach((difference, count) -> seen.add("found " + difference.text() + " " + count));
      seen.add("contested " + comparison.contestedKeys().size());
    }

    @Override
    public void blocked(long count, List<BlockedKey> examples) {
      seen.add("blocked " + count);
      examples.forEach(key -> seen.add("too large " + key.key() + " " + key.valueBytes()));
    }

    @Override
    public void targetLimitLower(String why) {
      seen.add("limit lower " + why);
    }

    @Override
    public void sound(long repaired) {
      seen.add("sound " + repaired);
    }

    @Override
    public void objects(List<RuleCount> byRule) {}

    @Override
    public void encrypted(long orderUnproven, long undecryptable) {
      seen.add("encrypted " + orderUnproven + " " + undecryptable);
    }

    @Override
    public void placements(long mirrored, long parked, long leftOut, long unparsable) {
      seen.add("placements " + mirrored + " " + parked + " " + leftOut);
    }
  }
}
