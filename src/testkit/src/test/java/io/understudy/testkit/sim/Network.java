package io.understudy.testkit.sim;

import io.understudy.core.mirror.Fence;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.testkit.ModelStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Between the mirrors and a store: loses, delays, doubles and reorders, until it is healed. */
final class Network {

  /** A Txn on its way. */
  static final class Sent {
    final String process;
    final Txn txn;
    final long fenceTermRevision;
    final long fenceLeaderRevision;
    private @Nullable TxnOutcome answer;

    private Sent(String process, Txn txn, long fenceTermRevision, long fenceLeaderRevision) {
      this.process = process;
      this.txn = txn;
      this.fenceTermRevision = fenceTermRevision;
      this.fenceLeaderRevision = fenceLeaderRevision;
    }

    @Nullable TxnOutcome answer() {
      return answer;
    }

    boolean touches(Bytes key) {
      return txn.writes().stream().anyMatch(write -> write.key().equals(key));
    }
  }

  private final World world;
  private final ModelStore store;
  private final Consumer<Sent> applied;
  private final List<Sent> onTheWay = new ArrayList<>();
  private final List<Sent> heldForNextTerm = new ArrayList<>();
  private boolean healed;
  private boolean cut;

  /**
   * @param applied told after each Txn that the store committed
   */
  Network(World world, ModelStore store, Consumer<Sent> applied) {
    this.world = world;
    this.store = store;
    this.applied = applied;
  }

  Sent send(String process, Txn txn, @Nullable Fence fence) {
    Sent sent =
        new Sent(
            process,
            txn,
            fence == null ? -1 : fence.termRevision(),
            fence == null ? -1 : fence.leaderRevision());
    if (chance(3)) {
      changeWhatItDeletes(txn);
    }
    if (chance(30)) {
      heldForNextTerm.add(sent);
    } else if (!drops()) {
      onTheWay.add(sent);
    }
    return sent;
  }

  /**
   * The worst moment: what is to be deleted of the standby's own changes before the Txn arrives.
   */
  private void changeWhatItDeletes(Txn txn) {
    txn.writes().stream()
        .filter(Txn.Write.Delete.class::isInstance)
        .map(Txn.Write::key)
        .filter(StandbyTraffic::isItsOwn)
        .findFirst()
        .ifPresent(world::standbyTouches);
  }

  /** Delivers in any order; an actor's body. */
  void deliver() {
    while (true) {
      if (onTheWay.isEmpty() || cut || holdsBack()) {
        world.scheduler.sleep(Duration.ofMillis(1 + world.random.nextInt(5)));
        continue;
      }
      arrive(onTheWay.remove(world.random.nextInt(onTheWay.size())));
      world.scheduler.yield();
    }
  }

  void heal() {
    healed = true;
    cut = false;
  }

  void cut(boolean cut) {
    this.cut = cut && !healed;
  }

  boolean drops() {
    return cut || chance(60);
  }

  boolean breaksWatch() {
    return cut || chance(80);
  }

  boolean delaysWatch() {
    return chance(4);
  }

  private boolean holdsBack() {
    return chance(3);
  }

  private boolean chance(int oneIn) {
    return !healed && world.random.nextInt(oneIn) == 0;
  }

  private void arrive(Sent sent) {
    if (chance(12)) {
      onTheWay.add(sent);
    }
    TxnOutcome outcome = store.apply(sent.txn);
    if (outcome instanceof TxnOutcome.Committed) {
      applied.accept(sent);
    }
    if (!chance(25)) {
      sent.answer = outcome;
    }
    if (outcome instanceof TxnOutcome.Committed && sent.touches(World.KEYS.term())) {
      releaseHeld();
    }
  }

  /** The worst moment: another has just taken the term and has written nothing yet. */
  private void releaseHeld() {
    List<Sent> held = List.copyOf(heldForNextTerm);
    heldForNextTerm.clear();
    held.forEach(this::arrive);
  }
}
