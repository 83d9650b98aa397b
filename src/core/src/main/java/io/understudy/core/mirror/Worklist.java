package io.understudy.core.mirror;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose two places on the target are still to be brought in line, and in which order they may:
 * what enters the registry waits for its definition, namespace and owners; what leaves it waits for
 * all of those, and then goes dependents first.
 */
final class Worklist {

  private static final int MAX_LEAVES = 3;

  private final RegistryIndex index;
  private final Map<Bytes, Integer> timesLeft = new HashMap<>();
  private final Set<Bytes> pending = new LinkedHashSet<>();
  private final Map<Bytes, Leaving> leaving = new LinkedHashMap<>();
  private final Set<Id> leavingUids = new HashSet<>();
  private final Set<Withdrawn> withdrawn = new HashSet<>();
  private final Map<Rank, Integer> pendingByRank = new EnumMap<>(Rank.class);

  /**
   * An object of the target that has to leave the registry.
   *
   * @param there as the target has it
   * @param returns another comes back under its key
   */
  record Leaving(Facts there, boolean returns) {}

  private boolean ownersKnown;

  private record Withdrawn(Bytes key, @Nullable Id uid) {}

  Worklist(RegistryIndex index) {
    this.index = index;
  }

  /** Every object is in the index now, so it is known where those that have owners belong. */
  void ownersKnown() {
    ownersKnown = true;
  }

  void add(Bytes key) {
    index.markUnsettled(key, true);
    if (pending.add(key)) {
      pendingByRank.merge(Rank.of(key), 1, Integer::sum);
    }
  }

  void settled(Bytes key) {
    index.markUnsettled(key, false);
    hasLeft(key);
    if (pending.remove(key)) {
      pendingByRank.merge(Rank.of(key), -1, Integer::sum);
    }
  }

  /** The source deleted this object after the difference had taken it in. */
  void withdraw(Bytes key, Life life) {
    withdrawn.add(new Withdrawn(key, life.uid()));
  }

  /** Whether an object of the target is one that the source had and deleted meanwhile. */
  boolean isWithdrawn(Facts there) {
    return withdrawn.contains(new Withdrawn(there.key(), there.uid()));
  }

  /** Keeps the key unsettled until it has left. */
  void leave(Bytes key, Facts there, boolean returns) {
    add(key);
    hasLeft(key);
    leaving.put(key, new Leaving(there, returns));
    if (there.uid() != null) {
      leavingUids.add(there.uid());
    }
  }

  void hasLeft(Bytes key) {
    Leaving left = leaving.remove(key);
    if (left != null && left.there.uid() != null) {
      leavingUids.remove(left.there.uid());
    }
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  int size() {
    return pending.size();
  }

  boolean hasRanked() {
    return pending(Rank.DEFINITION) + pending(Rank.NAMESPACE) > 0;
  }

  /** Keys that may be settled now. */
  List<Bytes> ready() {
    List<Bytes> ready = new ArrayList<>();
    for (Bytes key : pending) {
      if (isReady(key)) {
        ready.add(key);
      }
    }
    return ready;
  }

  boolean isReady(Bytes key) {
    if (!pending.contains(key) || leaving.containsKey(key)) {
      return false;
    }
    Life life = index.life(key);
    if (life != null && !life.owners().isEmpty() && !ownersKnown) {
      return false;
    }
    if (life == null || life.placement() != Placement.MIRROR) {
      return true;
    }
    return !life.opaque() && !waitsForHome(key) && index.ownersSettled(key);
  }

  /**
   * What is to be shown and hides its owners, oldest first, up to the first of which an older
   * object is still to come.
   *
   * @param atLast nothing else can go on: the oldest comes in any case
   */
  List<Bytes> nextByAge(boolean atLast) {
    List<Aged> aged = new ArrayList<>();
    for (Bytes key : pending) {
      Life life = index.life(key);
      if (life != null && life.placement() == Placement.MIRROR) {
        boolean free = life.opaque() && !leaving.containsKey(key) && !waitsForHome(key);
        aged.add(new Aged(key, index.createRevision(key), free, life.opaque()));
      }
    }
    aged.sort(Comparator.comparingLong(Aged::createRevision));
    List<Bytes> next = new ArrayList<>();
    for (Aged each : aged) {
      if (!each.free) {
        break;
      }
      next.add(each.key);
    }
    if (next.isEmpty() && atLast) {
      aged.stream().filter(Aged::opaque).limit(1).forEach(oldest -> next.add(oldest.key));
    }
    return next;
  }

  private record Aged(Bytes key, long createRevision, boolean free, boolean opaque) {}

  /** Whether its definition or namespace is not as it should be yet. */
  boolean waitsForHome(Bytes key) {
    return hasRanked() && Rank.homes(key).stream().anyMatch(index::isUnsettled);
  }

  /** All that waits for others. */
  List<Bytes> waiting() {
    List<Bytes> waiting = new ArrayList<>();
    for (Bytes key : pending) {
      if (!leaving.containsKey(key) && !isReady(key)) {
        waiting.add(key);
      }
    }
    return waiting;
  }

  boolean isLeaving() {
    return !leaving.isEmpty();
  }

  boolean anyReturns() {
    return leaving.values().stream().anyMatch(Leaving::returns);
  }

  /** Whether an object as the target has it hangs on one that is to leave. */
  boolean hangsOnLeaving(Facts there) {
    if (Rank.homes(there.key()).stream().anyMatch(leaving::containsKey)) {
      return true;
    }
    for (Facts.Owner owner : there.owners()) {
      if (leavingUids.contains(owner.uid())) {
        return true;
      }
    }
    return false;
  }

  /** Counts; somebody on the standby may put another object in its place each time. */
  boolean hasLeftOften(Bytes key) {
    return timesLeft.merge(key, 1, Integer::sum) > MAX_LEAVES;
  }

  /** What has to leave, dependents first; where nothing tells, the youngest first. */
  List<Bytes> leavingOrder() {
    List<OwnerOrder.Item<Bytes>> items = new ArrayList<>();
    leaving.forEach(
        (key, object) ->
            items.add(
                new OwnerOrder.Item<>(
                    Rank.of(key), object.there.uid(), object.there.owners(), key)));
    items.sort(Comparator.comparingLong(item -> leavingAge(item.payload())));
    return items.isEmpty() ? List.of() : OwnerOrder.dependentsFirst(items);
  }

  private long leavingAge(Bytes key) {
    Leaving object = leaving.get(key);
    return object == null ? 0 : object.there.createRevision();
  }

  boolean returns(Bytes key) {
    Leaving object = leaving.get(key);
    return object != null && object.returns;
  }

  private int pending(Rank rank) {
    return pendingByRank.getOrDefault(rank, 0);
  }
}
