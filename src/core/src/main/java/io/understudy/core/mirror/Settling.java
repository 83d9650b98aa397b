package io.understudy.core.mirror;

import io.understudy.core.mirror.BothSides.Both;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works a {@link Worklist} off: in waves, each of the keys that have nothing left to wait for; then
 * what must leave the registry, dependents first; again until nothing is left.
 */
final class Settling {

  private final RunContext context;
  private final RegistryIndex index;
  private final Worklist worklist;
  private final Settler settler;
  private final Origin origin;
  private final Base base;
  private final Sink sink;
  private final Map<Bytes, Long> foreign;
  private final BothSides sides;
  private final Departures departures;

  Settling(
      RunContext context,
      RegistryIndex index,
      Worklist worklist,
      Settler settler,
      Origin origin,
      Base base,
      Sink sink,
      Map<Bytes, Long> foreign) {
    this.context = context;
    this.index = index;
    this.worklist = worklist;
    this.settler = settler;
    this.origin = origin;
    this.base = base;
    this.sink = sink;
    this.foreign = foreign;
    this.sides = new BothSides(context, base, this::flush);
    this.departures =
        new Departures(context, worklist, base, sides, sink, this::settlement, this::flush);
  }

  void settleAll() {
    while (!worklist.isEmpty()) {
      List<Bytes> ready = worklist.ready();
      if (!ready.isEmpty()) {
        wave(ready, false);
        continue;
      }
      List<Bytes> byAge = worklist.nextByAge(!worklist.isLeaving());
      if (!byAge.isEmpty()) {
        oneAfterTheOther(byAge);
      } else if (worklist.isLeaving()) {
        departures.all();
      } else {
        // Only objects that own each other wait now, under rules that do not follow owners.
        wave(worklist.waiting(), true);
      }
    }
    sink.unequal(false);
  }

  /** Definitions and namespaces that may go in now, so that what they hold can follow. */
  void settleRanked() {
    while (worklist.hasRanked()) {
      List<Bytes> ready = new ArrayList<>(worklist.ready());
      ready.removeIf(key -> Rank.of(key) != Rank.DEFINITION && Rank.of(key) != Rank.NAMESPACE);
      if (ready.isEmpty()) {
        return;
      }
      wave(ready, false);
    }
  }

  /** Queues or notes what one key needs; used by the scan, too. */
  void take(Bytes key, Settlement settlement, @Nullable KeyValue visible) {
    foreign.remove(key);
    switch (settlement) {
      case Settlement.Settled settled -> worklist.settled(key);
      case Settlement.Standbys theirs -> {
        if (!theirs.writes().isEmpty()) {
          sink.write(new KeyWrites(key, theirs.writes()));
        }
        worklist.settled(key);
      }
      case Settlement.Write write -> {
        sink.write(new KeyWrites(key, write.writes()));
        worklist.settled(key);
      }
      case Settlement.Foreign kept -> {
        foreign.put(key, visible == null ? 0 : visible.modRevision());
        if (!kept.writes().isEmpty()) {
          sink.write(new KeyWrites(key, kept.writes()));
        }
        worklist.settled(key);
      }
      case Settlement.Leave leave -> worklist.leave(key, facts(visible), leave.returns());
    }
  }

  /**
   * Waits for all writes; those whose fate is unknown are to be settled again.
   *
   * @return whether there are none
   */
  boolean flush() {
    List<Bytes> unsure = sink.flush();
    unsure.forEach(worklist::add);
    return unsure.isEmpty();
  }

  Settlement settlement(
      Bytes key,
      @Nullable KeyValue wanted,
      @Nullable Life life,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {
    Placement placement = life == null ? Placement.LEAVE_OUT : life.placement();
    return settler.settle(key, wanted, placement, visible, parked, this::isMirrored);
  }

  /** What is queued goes first: a newer revision may write the same key. */
  void keepUp() {
    if (base.isPressed()) {
      flush();
      base.keepUp();
    }
  }

  private boolean isMirrored(KeyValue visible) {
    return worklist.isWithdrawn(facts(visible)) || origin.isMirrored(visible);
  }

  private void wave(List<Bytes> ready, boolean regardless) {
    for (int from = 0; from < ready.size(); ) {
      List<Both> both = sides.read(ready, from);
      if (both.isEmpty()) {
        continue;
      }
      for (Both one : both) {
        if (regardless || worklist.isReady(one.key())) {
          take(one.key(), settlementAtLast(one), one.visible());
        }
      }
      from += both.size();
      keepUp();
    }
    flush();
  }

  /**
   * In the order given, that of their age: nothing proves which of them owns which. Stops when the
   * source has moved on.
   */
  private void oneAfterTheOther(List<Bytes> keys) {
    long since = base.revision();
    for (int from = 0; from < keys.size() && base.revision() == since; ) {
      List<Both> both = sides.read(keys, from);
      if (base.revision() != since || !writeInOrder(both)) {
        return;
      }
      from += both.size();
      keepUp();
    }
  }

  /**
   * @return false if the rest has to wait, since one must leave first or may not have come in
   */
  private boolean writeInOrder(List<Both> some) {
    List<KeyWrites> writes = new ArrayList<>();
    boolean waits = false;
    for (Both one : some) {
      Settlement settlement = settlementAtLast(one);
      if (settlement instanceof Settlement.Write write) {
        writes.add(new KeyWrites(one.key(), write.writes()));
      } else {
        take(one.key(), settlement, one.visible());
        waits = settlement instanceof Settlement.Leave;
      }
      if (waits) {
        break;
      }
    }
    for (List<KeyWrites> txn : TailBatch.split(writes, context.txnLimits())) {
      for (KeyWrites each : txn) {
        take(each.key(), new Settlement.Write(each.writes()), null);
      }
      if (!flush()) {
        return false;
      }
    }
    return !waits;
  }

  /** An object that others put back each time it has made room is overwritten in the end. */
  private Settlement settlementAtLast(Both one) {
    Settlement settlement = settlement(one);
    KeyValue wanted = one.wanted();
    boolean again = settlement instanceof Settlement.Leave leave && leave.returns();
    return again && wanted != null && worklist.hasLeftOften(one.key())
        ? new Settlement.Write(
            List.of(new Txn.Write.Put(one.key(), wanted.value(), wanted.lease())))
        : settlement;
  }

  private Settlement settlement(Both one) {
    return settlement(one.key(), one.wanted(), index.life(one.key()), one.visible(), one.parked());
  }

  private Facts facts(@Nullable KeyValue visible) {
    return Departures.facts(context, visible);
  }
}
