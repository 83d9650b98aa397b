package io.understudy.testkit.sim;

import io.understudy.testkit.ModelStore;
import java.time.Duration;

/**
 * What breaks: replicas, networks, the etcds' history; and people who change the mirror's rules.
 */
final class Trouble {

  private final World world;
  private final Replicas replicas;
  private final Network toSource;
  private final Network toTarget;
  private final Asking asking;

  Trouble(World world, Replicas replicas, Network toSource, Network toTarget, Asking asking) {
    this.world = world;
    this.replicas = replicas;
    this.toSource = toSource;
    this.toTarget = toTarget;
    this.asking = asking;
  }

  /** An actor's body. */
  void make() {
    while (!world.isQuiet()) {
      world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(4000)));
      if (world.isQuiet()) {
        return;
      }
      String name = "mirror-" + world.random.nextInt(2);
      switch (world.random.nextInt(6)) {
        case 0, 1 -> replicas.crash(name);
        case 2 -> replicas.freeze(name);
        case 3 -> cut();
        case 4 -> {
          if (world.random.nextInt(3) == 0) {
            replicas.changeRules();
          }
        }
        default -> {
          if (!world.mayBeRestored()) {
            asking.resync(world.scheduler.now());
            world.afterChange(world.target);
          }
        }
      }
    }
  }

  /** An actor's body. */
  void compact() {
    while (!world.isQuiet()) {
      world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(2500)));
      if (world.isQuiet()) {
        return;
      }
      compactSome(world.source);
      if (world.random.nextInt(6) == 0) {
        world.tally.targetCompactions++;
        compactSome(world.target);
      }
    }
  }

  private void cut() {
    world.tally.cuts++;
    Network network = world.random.nextBoolean() ? toSource : toTarget;
    network.cut(true);
    world.scheduler.sleep(Duration.ofMillis(world.random.nextInt(8000)));
    network.cut(false);
  }

  private void compactSome(ModelStore store) {
    long behind = world.random.nextInt(3) == 0 ? 0 : world.random.nextInt(60);
    long to = store.revision() - behind;
    if (to > store.compactedRevision() && to > 0) {
      world.tally.compactions++;
      store.compact(to);
    }
  }
}
