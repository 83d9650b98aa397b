package io.understudy.e2e.demo;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Rules;
import io.understudy.e2e.StatusClient.View;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The demo's story: load, copy, follow; or load, copy, some changes, compare, switch over. */
final class DemoRun {

  private static final long SEED = 2026;
  private static final int CHANGES_ONCE = 600;
  private static final int CHANGES_A_TICK = 4;
  private static final long TICK_MILLIS = 100;
  private static final Duration COPY_TIMEOUT = Duration.ofSeconds(480);
  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(480);
  private static final Duration SWAP_TIMEOUT = Duration.ofSeconds(480);
  private static final int DIFFERENCES_SHOWN = 50;

  private final DemoSites sites;
  private final Screen screen;
  private final SampleRegistry registry = SampleRegistry.of(SEED);
  private final Traffic traffic = Traffic.inTheForeground(registry, SEED);
  private final Speed speed = new Speed();

  DemoRun(DemoSites sites, Screen screen) {
    this.sites = sites;
    this.screen = screen;
  }

  /** Fills the primary. */
  void load() {
    screen.say("primary etcd  " + sites.primary().endpoint());
    screen.say("standby etcd  " + sites.standby().endpoint());
    List<Txn.Write.Put> puts = registry.objects();
    int loaded = 0;
    for (Txn.Write.Put put : puts) {
      sites.primaryClient().put(put.key(), put.value());
      loaded++;
      screen.show("load  " + Screen.bar(loaded, puts.size(), "writes"));
    }
    long keys = puts.stream().map(Txn.Write.Put::key).distinct().count();
    screen.say("loaded a sample registry of %d keys into the primary".formatted(keys));
  }

  /** Starts the mirror and shows its first copy. */
  void copy() {
    sites.startService();
    screen.say("sync-service  " + sites.service().address() + "  log " + sites.service().log());
    long began = System.nanoTime();
    View view = await(COPY_TIMEOUT, "the copy has not ended", View::isTailing, this::showCopy);
    double seconds = (System.nanoTime() - began) / 1e9;
    screen.say(
        "copied: the standby is at revision %,d of the primary, %.1f s after the start"
            .formatted(view.watermark(), seconds));
  }

  private void showCopy(View view) {
    if (view.phase().equals("copy")) {
      screen.show("copy  " + Screen.bar(view.copiedKeys(), view.copyKeys(), "keys"));
    }
  }

  /** Users change the primary until the process is told to end. */
  void follow() {
    sites.startAll();
    String standby = sites.standby().address();
    String sync = sites.service().address();
    screen.say(
        """

        The primary keeps changing now. Ctrl-C ends everything. In another terminal try:
          %s
          scripts/understudy status
          scripts/understudy check
          scripts/understudy explain /registry/deployments/team-01/shop
          scripts/understudy drill --yes site-b
          scripts/understudy switchover --yes site-b
          curl -s %s/api/v1/status
          etcdctl --endpoints=%s get --prefix --keys-only /registry/configmaps/team-01/
          etcdctl --endpoints=%s get --prefix --keys-only /understudy/global/parked/
          etcdctl --endpoints=%s get --print-value-only /understudy/global/checkpoint
        """
            .formatted(sites.writeEnvironment(), sync, standby, standby, standby));
    try (DemoUsers users = new DemoUsers(sites, screen, traffic)) {
      while (!sites.areEnding() && users.areWriting()) {
        sites.status().read().ifPresent(this::showLag);
        requireService();
        tick();
      }
    }
  }

  /**
   * Makes a number of changes, waits until the target has them all, compares, and switches over.
   *
   * @return the exit code
   */
  int once() {
    for (int made = 0; made < CHANGES_ONCE; made += CHANGES_A_TICK) {
      change(CHANGES_A_TICK);
      sites.status().read().ifPresent(this::showLag);
    }
    long last = sites.primaryClient().revision();
    screen.say("made %d changes; the primary is at revision %,d".formatted(CHANGES_ONCE, last));
    View caughtUp =
        await(
            CATCH_UP_TIMEOUT,
            "the watermark has not reached revision " + last,
            view -> view.isTailing() && view.watermark() >= last,
            this::showLag);
    return compare(caughtUp.watermark());
  }

  private int compare(long watermark) {
    Comparison comparison =
        Comparison.of(
            sites.primaryClient().all(watermark),
            sites.standbyClient().all(0),
            Rules.profile("acp-global", Rules.Options.DEFAULT),
            new ControlKeys("global"));
    List<String> differences = comparison.differences();
    if (!differences.isEmpty()) {
      differences.stream().limit(DIFFERENCES_SHOWN).forEach(screen::say);
      sites.explainFailure();
      screen.say(
          "demo: %d keys differ, %d are equal"
              .formatted(differences.size(), comparison.equalKeys()));
      return 1;
    }
    screen.say("both etcds are equal at revision %,d of the primary".formatted(watermark));
    sites.startAll();
    new DriftRun(sites, screen).findAndRepair();
    drill();
    List<String> lost = new SwitchoverRun(sites, screen).lostWrites();
    swapRoles();
    lost.stream().limit(DIFFERENCES_SHOWN).forEach(screen::say);
    sites.close();
    if (lost.isEmpty()) {
      sites.removeLogs();
    }
    screen.say("switchover: lost writes: " + lost.size());
    screen.say("demo: " + comparison.equalKeys() + " keys equal");
    return lost.isEmpty() ? 0 : 1;
  }

  /** Leaves no trace at the primary. */
  private void drill() {
    Map<Bytes, KeyValue> before = registryOf(sites.primaryClient());
    screen.say("drill: a switchover is rehearsed; what cannot be taken back is only planned");
    new OperationRun(sites, screen).succeed("drill", () -> {}, () -> "");
    if (!registryOf(sites.primaryClient()).equals(before)) {
      throw new IllegalStateException("the drill has changed the primary's etcd");
    }
    screen.say("drill: succeeded; the primary's etcd is as it was");
  }

  private static Map<Bytes, KeyValue> registryOf(IndependentClient etcd) {
    Map<Bytes, KeyValue> all = new HashMap<>(etcd.all(0));
    all.keySet().removeIf(key -> !key.utf8().startsWith("/registry/"));
    return all;
  }

  /** The old primary becomes the standby of the new one. */
  private void swapRoles() {
    screen.say("reprotect: site-a, the old primary, is made the standby");
    new OperationRun(sites, screen).succeed("reprotect", () -> {}, () -> "");
    try {
      Awaitility.await().atMost(SWAP_TIMEOUT).until(sites::isMirroredTheOtherWay);
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException("site-a does not follow site-b", late);
    }
    screen.say("roles swapped: site-b is the primary, site-a its standby and equal to it");
  }

  private void change(int count) {
    for (int i = 0; i < count; i++) {
      sites.primaryClient().commit(traffic.next().writes());
    }
  }

  /**
   * The service asks the source once a second, so that the watermark may be ahead of its answer.
   */
  private void showLag(View view) {
    screen.show(
        Screen.line(
            view.watermark(),
            Math.max(view.sourceRevision(), view.watermark()),
            view.lagRevisions(),
            view.lagSeconds(),
            speed.perSecond(view.watermark())));
  }

  /** Polls until the status is as wanted. */
  private View await(
      Duration timeout, String failure, Predicate<View> wanted, Consumer<View> each) {
    long end = System.nanoTime() + timeout.toNanos();
    String problem = "it does not answer";
    while (System.nanoTime() < end) {
      Optional<View> view = sites.status().read();
      view.ifPresent(each);
      if (view.isPresent() && wanted.test(view.get())) {
        return view.get();
      }
      problem = view.map(v -> v.phase() + " " + v.problem()).orElse(problem);
      if (view.isPresent() && view.get().isRefused()) {
        throw new IllegalStateException("sync-service refuses: " + problem);
      }
      requireService();
      tick();
    }
    throw new IllegalStateException(
        "%s after %d s; sync-service says: %s".formatted(failure, timeout.toSeconds(), problem));
  }

  private void requireService() {
    if (!sites.service().isRunning()) {
      throw new IllegalStateException("sync-service has ended by itself");
    }
  }

  private void tick() {
    try {
      Thread.sleep(TICK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("told to end", e);
    }
  }

  /** Revisions applied in a second, over the last few. */
  private static final class Speed {
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private long sinceNanos = System.nanoTime();
    private long sinceWatermark;
    private long last;

    long perSecond(long watermark) {
      long now = System.nanoTime();
      if (sinceWatermark == 0) {
        sinceWatermark = watermark;
        sinceNanos = now;
      } else if (now - sinceNanos >= WINDOW.toNanos()) {
        last = (watermark - sinceWatermark) * NANOS_A_SECOND / (now - sinceNanos);
        sinceWatermark = watermark;
        sinceNanos = now;
      }
      return last;
    }
  }
}
