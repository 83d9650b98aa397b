package io.understudy.e2e;

import static org.awaitility.Awaitility.await;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.port.KeyValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several sync-services, each a process, between the same two etcds. */
final class Replicas implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> SMALL_AND_QUICK =
      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final TwoEtcds etcds;
  private final Path folder;
  private final int ttlSeconds;
  private final Map<String, SyncService> running = new LinkedHashMap<>();
  private int started;

  Replicas(TwoEtcds etcds, Path folder, int ttlSeconds) {
    this.etcds = etcds;
    this.folder = folder;
    this.ttlSeconds = ttlSeconds;
  }

  /** Starts one more; it is not up yet when this returns. */
  String start() {
    String holder = "replica-" + started++;
    SyncService service =
        SyncService.start(
            Map.of(
                "UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint(),
                "UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint(),
                "UNDERSTUDY_LEADER_TTL_SECONDS", Integer.toString(ttlSeconds),
                "UNDERSTUDY_HOLDER", holder),
            folder.resolve(holder + ".log"),
            SMALL_AND_QUICK);
    running.put(holder, service);
    return holder;
  }

  SyncService named(String holder) {
    return running.get(holder);
  }

  /** It is gone, one way or the other. */
  void forget(String holder) {
    running.remove(holder).close();
  }

  /** The leader's key in the target. */
  Optional<KeyValue> leaderKey() {
    return etcds.target().get(TwoEtcds.KEYS.leader());
  }

  /** Waits for a leader whose key was put after this target revision. */
  KeyValue awaitLeaderAfter(long revision) {
    return await()
        .alias("a leader after target revision " + revision)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(this::leaderKey, key -> key.filter(k -> k.createRevision() > revision).isPresent())
        .orElseThrow();
  }

  /** Waits until the leader's key is gone, or another's is there. */
  void awaitGone(KeyValue leader) {
    await()
        .alias("the key of " + leader.value().utf8() + " gone")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            this::leaderKey,
            key -> key.filter(k -> k.createRevision() == leader.createRevision()).isEmpty());
  }

  /** Waits until a checkpoint of the tail was written after this target revision. */
  void awaitTailAfter(long revision) {
    await()
        .alias("the tail after target revision " + revision)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                etcds
                    .target()
                    .get(TwoEtcds.KEYS.checkpoint())
                    .filter(kv -> kv.modRevision() > revision)
                    .map(kv -> Checkpoint.fromJson(kv.value()).phase())
                    .filter(phase -> phase == Checkpoint.Phase.TAIL)
                    .isPresent());
  }

  /** Waits until one that is not this is up and follows. */
  void awaitFollowerOf(String leader) {
    await()
        .alias("a follower of " + leader)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                running.keySet().stream()
                    .filter(holder -> !holder.equals(leader))
                    .anyMatch(holder -> isIn(holder, "following")));
  }

  void awaitPhase(String holder, String phase) {
    await()
        .alias(holder + " in phase " + phase)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isIn(holder, phase));
  }

  private boolean isIn(String holder, String phase) {
    try (StatusClient status = new StatusClient(named(holder).address())) {
      return status.read().filter(view -> view.phase().equals(phase)).isPresent();
    }
  }

  @Override
  public void close() {
    running.values().forEach(SyncService::kill);
  }
}
