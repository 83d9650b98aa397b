package io.understudy.core.mirror;

import io.understudy.core.mirror.BothSides.Both;
import io.understudy.core.ownership.Facts;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of the target's registry what a {@link Worklist} says must leave it: dependents first,
 * with whatever still hangs on it there.
 */
final class Departures {

  /** Waits for all that was written. */
  interface Flush {
    /**
     * @return whether all of it is known to be there
     */
    boolean all();
  }

  private final RunContext context;
  private final Worklist worklist;
  private final Base base;
  private final BothSides sides;
  private final Sink sink;
  private final Function<Both, Settlement> settlement;
  private final Flush flush;

  /**
   * @param settlement what a key needs now
   */
  Departures(
      RunContext context,
      Worklist worklist,
      Base base,
      BothSides sides,
      Sink sink,
      Function<Both, Settlement> settlement,
      Flush flush) {
    this.context = context;
    this.worklist = worklist;
    this.base = base;
    this.sides = sides;
    this.sink = sink;
    this.settlement = settlement;
    this.flush = flush;
  }

  /** Stops when the source has moved on: others may hang on what leaves by then. */
  void all() {
    long since = base.revision();
    joinDependents();
    if (base.revision() != since) {
      return;
    }
    if (worklist.anyReturns()) {
      flush.all();
      sink.unequal(true);
    }
    List<Bytes> order = worklist.leavingOrder();
    for (int from = 0; from < order.size(); ) {
      List<Both> both = sides.read(order, from);
      if (base.revision() != since || !leave(both)) {
        return;
      }
      from += both.size();
    }
  }

  /**
   * @return false if some stay after all, or it is unknown whether they left: what they hang on
   *     must stay, too, until they are settled
   */
  private boolean leave(List<Both> some) {
    List<KeyWrites> leaving = new ArrayList<>();
    Set<Bytes> gone = new HashSet<>();
    for (Both one : some) {
      List<Txn.Write> writes = leavingWrites(one, gone);
      if (writes.isEmpty()) {
        worklist.hasLeft(one.key());
      } else {
        leaving.add(new KeyWrites(one.key(), writes));
      }
    }
    if (leaving.size() < some.size()) {
      return false;
    }
    for (List<KeyWrites> txn : TailBatch.split(leaving, context.txnLimits())) {
      for (KeyWrites writes : txn) {
        sink.write(writes);
        worklist.hasLeft(writes.key());
        if (gone.contains(writes.key())) {
          worklist.settled(writes.key());
        }
      }
      if (!flush.all()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Empty if by now the source wants it otherwise; {@code gone} gets the key if it does not return.
   */
  private List<Txn.Write> leavingWrites(Both one, Set<Bytes> gone) {
    if (settlement.apply(one) instanceof Settlement.Leave leave) {
      if (!leave.returns()) {
        gone.add(one.key());
      }
      return leave.writes();
    }
    boolean joined = worklist.returns(one.key()) && one.visible() != null;
    return joined ? List.of(Txn.delete(one.key())) : List.of();
  }

  /**
   * An object that waits for the new life of an owner, but on the target still hangs on the old
   * one, must go before that one goes, and comes back later.
   */
  private void joinDependents() {
    boolean joined = true;
    while (joined) {
      joined = false;
      List<Bytes> waiting = worklist.waiting();
      for (int from = 0; from < waiting.size(); ) {
        List<Both> both = sides.read(waiting, from);
        for (Both one : both) {
          if (one.visible() != null && worklist.hangsOnLeaving(facts(context, one.visible()))) {
            worklist.leave(one.key(), facts(context, one.visible()), true);
            joined = true;
          }
        }
        from += both.size();
      }
    }
  }

  static Facts facts(RunContext context, @Nullable KeyValue visible) {
    if (visible == null) {
      throw new IllegalStateException("what leaves the registry must be there");
    }
    return Facts.of(context.classifier().classify(visible));
  }
}
