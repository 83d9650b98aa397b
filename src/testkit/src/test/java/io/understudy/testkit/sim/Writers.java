package io.understudy.testkit.sim;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.time.Duration;
import java.util.List;

/** Everybody but the mirror who writes one of the two etcds, as long as there is no peace. */
final class Writers {

  private final World world;
  private final SourceTraffic traffic;
  private final StandbyTraffic standby;
  private final Asking asking;

  Writers(World world, SourceTraffic traffic, StandbyTraffic standby, Asking asking) {
    this.world = world;
    this.traffic = traffic;
    this.standby = standby;
    this.asking = asking;
  }

  /** What both sides hold before the mirror comes. */
  void begin() {
    for (int i = world.random.nextInt(30); i > 0; i--) {
      traffic.step();
    }
    for (int i = world.random.nextInt(4); i > 0; i--) {
      standbyWrite();
    }
  }

  /** An actor's body. */
  void primary() {
    while (!world.isQuiet()) {
      traffic.step();
      if (world.isLimited()) {
        outOfReach();
      }
      world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(40)));
    }
  }

  /** Others' keys, now and then for so long that the keys within reach seem to stand still. */
  private void outOfReach() {
    int revisions = world.random.nextInt(60) == 0 ? 200 : world.random.nextInt(3);
    for (int i = 0; i < revisions && !world.isQuiet(); i++) {
      Bytes key = Bytes.utf8("/other/" + world.random.nextInt(3));
      world.source.apply(new Txn(List.of(), List.of(Txn.put(key, Bytes.utf8("x" + i)))));
      world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(40)));
    }
  }

  /** An actor's body. */
  void standby() {
    while (!world.isQuiet()) {
      world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(3000)));
      if (!world.isQuiet()) {
        standbyWrite();
      }
    }
  }

  /** They leave things on the standby and have them cleared away, while others still use them. */
  void people() {
    while (!world.isQuiet()) {
      world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(1500)));
      for (int i = world.random.nextInt(4); i > 0 && !world.isQuiet(); i--) {
        standby.create();
        world.afterChange(world.target);
      }
      if (world.isQuiet()) {
        return;
      }
      List<Bytes> confirmed = asking.repair(world.scheduler.now());
      world.afterChange(world.target);
      for (int i = world.random.nextInt(4);
          i > 0 && !world.isQuiet() && !confirmed.isEmpty();
          i--) {
        world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(60)));
        touch(confirmed.get(world.random.nextInt(confirmed.size())));
      }
    }
  }

  /** The standby changes or deletes this key. */
  void touch(Bytes key) {
    standby.touch(key);
    world.afterChange(world.target);
  }

  private void standbyWrite() {
    standby.step();
    world.afterChange(world.target);
  }
}
