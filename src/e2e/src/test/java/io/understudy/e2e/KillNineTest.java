package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.replay.Report;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real service, killed again and again while the source is written to. */
class KillNineTest {

  private static final int KILLS = 20;
  private static final int TEAMS = 40;
  private static final int LONGEST_LIFE_MILLIS = 1500;
  private static final List<String> SMALL_AND_QUICK =
      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  @TempDir private Path folder;

  @Test
  void noRevisionOfTheTargetBreaksAPromise() throws Exception {
    long seed = Long.getLong("kill.seed", new Random().nextLong());
    System.out.println("KillNineTest: -Dkill.seed=" + seed + " replays the kills and the traffic");
    Rules rules = TwoEtcds.profile("acp-global");
    try (TwoEtcds etcds = new TwoEtcds()) {
      SampleRegistry registry = SampleRegistry.of(seed, TEAMS);
      registry.objects().forEach(put -> etcds.source().commit(List.of(put)));
      stormAndKill(etcds, new Traffic(registry, seed), new Random(seed));
      Report report = etcds.replay(rules);
      assertThat(report.lastWatermark()).isEqualTo(etcds.source().revision());
      assertThat(report.equalKeys()).isGreaterThan(1000);
      assertThat(report.claims()).isGreaterThan(50);
    }
  }

  private void stormAndKill(TwoEtcds etcds, Traffic traffic, Random random) throws Exception {
    ScheduledExecutorService storm = Executors.newSingleThreadScheduledExecutor();
    SyncService service = start(etcds, 0);
    try {
      var writing =
          storm.scheduleAtFixedRate(
              () -> etcds.source().commit(traffic.next().writes()), 0, 8, TimeUnit.MILLISECONDS);
      long reign = 0;
      for (int kill = 1; kill <= KILLS; kill++) {
        reign = awaitLeaderAfter(etcds, reign, service);
        // It waits for the lease while the other dies, as a second replica does.
        SyncService next = start(etcds, kill);
        if (kill % 2 == 0) {
          awaitTailAfter(etcds, reign, service);
        }
        pause(random.nextInt(LONGEST_LIFE_MILLIS));
        service.kill();
        service = next;
      }
      assertThat(writing.isDone()).as("the storm has ended by itself").isFalse();
      writing.cancel(false);
      storm.shutdown();
      assertThat(storm.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      etcds.awaitEqual();
    } finally {
      storm.shutdownNow();
      service.kill();
    }
  }

  private SyncService start(TwoEtcds etcds, int life) {
    return SyncService.start(
        Map.of(
            "UNDERSTUDY_SOURCE_ENDPOINTS",
            etcds.sourceProcess().endpoint(),
            "UNDERSTUDY_TARGET_ENDPOINTS",
            etcds.targetProcess().endpoint(),
            "UNDERSTUDY_LEADER_TTL_SECONDS",
            "2",
            "UNDERSTUDY_HOLDER",
            "life-" + life),
        folder.resolve("sync-service.log"),
        SMALL_AND_QUICK);
  }

  /**
   * @return target revision at which the new leader began
   */
  private static long awaitLeaderAfter(TwoEtcds etcds, long reign, SyncService service) {
    return await()
        .alias("a leader after revision " + reign)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .failFast(service.address() + " has ended", () -> !service.isRunning())
        .until(
            () ->
                etcds.target().get(TwoEtcds.KEYS.leader()).map(KeyValue::createRevision).orElse(0L),
            revision -> revision > reign);
  }

  /** Half of the kills are to hit the tail: a difference takes longer than some lives. */
  private static void awaitTailAfter(TwoEtcds etcds, long reign, SyncService service) {
    await()
        .alias("the tail after revision " + reign)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .failFast(service.address() + " has ended", () -> !service.isRunning())
        .until(
            () ->
                etcds
                    .target()
                    .get(TwoEtcds.KEYS.checkpoint())
                    .filter(kv -> kv.modRevision() > reign)
                    .map(kv -> Checkpoint.fromJson(kv.value()).phase())
                    .filter(phase -> phase == Checkpoint.Phase.TAIL)
                    .isPresent());
  }

  /** A random point in time is what this test is about: nothing there is to be waited for. */
  private static void pause(int millis) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
  }
}
