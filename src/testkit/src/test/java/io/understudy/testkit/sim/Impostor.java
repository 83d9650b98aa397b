package io.understudy.testkit.sim;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Another etcd that answers at the source's endpoints for a while, though nobody asked the mirror
 * to follow it: nothing of it may reach the target. Either one of another cluster id, at any moment
 * and as often as its name flips, while streams to the right one live on; or the source's own
 * backup of a while ago that has come past what the mirror knows, whose start ended all streams.
 */
final class Impostor {

  private static final long OTHER_CLUSTER = 99;
  private static final int MOST_WRITES = 40;
  private static final int LATEST_OPENING_MILLIS = 150;

  /** A restored etcd begins its terms anew. */
  private static final long TERM = 5;

  private static final long RESTORED_TERM = 2;

  private final World world;
  private final Random random;
  private final boolean isRestored;
  private ModelStore answering;
  private int flips;

  /**
   * @param seed of the life; what it does draws nothing from the life's own chance
   */
  Impostor(World world, long seed) {
    this.world = world;
    this.random = new Random(seed ^ 0x5eedL);
    this.isRestored = random.nextInt(3) == 0;
    this.answering = world.source;
    if (isRestored) {
      world.source.setRaftTerm(TERM);
    }
  }

  static boolean livesIn(long seed) {
    return seed % 3 == 1;
  }

  boolean isRestored() {
    return isRestored;
  }

  /** Who answers at the source's endpoints now. */
  ModelStore answering() {
    return answering;
  }

  private boolean answers() {
    return answering != world.source;
  }

  /** Whether this is why the mirror is refused. */
  boolean isNamed(String refusal) {
    return flips > 0 && refusal.contains(isRestored ? "was restored" : "cluster id is 63");
  }

  Duration untilWatchOpens() {
    return Duration.ofMillis(random.nextInt(LATEST_OPENING_MILLIS));
  }

  /** Whether its streams are broken by now. */
  boolean isGone(ModelStore store) {
    return isRestored && store != answering;
  }

  /** An actor's body. */
  void flip(Replicas replicas) {
    ModelStore backup = world.source.fork();
    while (!world.isQuiet()) {
      world.scheduler.sleep(Duration.ofMillis(random.nextInt(isRestored ? 6000 : 1500)));
      if (world.isQuiet()) {
        return;
      }
      if (!isSourceKnown()) {
        continue;
      }
      ModelStore other = isRestored ? backup.fork() : world.source.fork(OTHER_CLUSTER);
      if (isRestored) {
        other.setRaftTerm(RESTORED_TERM);
      }
      liveOn(other);
      backup = world.source.fork();
      flips++;
      answering = other;
      world.trace(() -> "another source answers, at revision " + other.revision());
      for (int i = random.nextInt(6); i > 0 && !world.isQuiet(); i--) {
        world.scheduler.sleep(Duration.ofMillis(1 + random.nextInt(400)));
        liveOn(other);
      }
      giveWay(replicas);
    }
  }

  /** A target that was never mirrored into takes whom it is given. */
  private boolean isSourceKnown() {
    ModelStore target = world.target;
    return target.snapshot(target.revision()).containsKey(World.KEYS.checkpoint());
  }

  /** A restored one does not become the former again under a mirror that runs. */
  void giveWay(Replicas replicas) {
    if (answers()) {
      answering = world.source;
      world.trace(() -> "the source answers again");
      if (isRestored) {
        replicas.restart();
      }
    }
  }

  /** Deletes much of what the source has and writes of its own, so that it passes the source. */
  private void liveOn(ModelStore other) {
    List<Bytes> keys =
        other.snapshot(other.revision()).keySet().stream()
            .filter(key -> key.utf8().startsWith("/registry/"))
            .toList();
    long past = world.source.revision() + random.nextInt(MOST_WRITES);
    for (int i = 0; other.revision() < past || i < 3; i++) {
      boolean deletes = !keys.isEmpty() && random.nextBoolean();
      Txn.Write write =
          deletes
              ? Txn.delete(keys.get(random.nextInt(keys.size())))
              : Txn.put(Bytes.utf8("/registry/configmaps/other/" + i % 7), Bytes.utf8("its own"));
      other.apply(new Txn(List.of(), List.of(write)));
    }
  }
}
