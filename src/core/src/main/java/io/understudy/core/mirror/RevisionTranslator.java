package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.Move;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns source revisions into writes to the target: pure but for the index that it moves along.
 *
 * <p>A revision may move objects that it did not change (an owner went into park, so its dependents
 * follow); their values are asked of the caller.
 */
final class RevisionTranslator {

  private final Function<KeyValue, Facts> facts;
  private final ControlKeys keys;
  private final RegistryIndex index;
  private final Predicate<Bytes> foreign;

  /**
   * @param facts what the index must know of an object of the source
   * @param foreign whether somebody else's object is in the way under a key
   */
  RevisionTranslator(
      Function<KeyValue, Facts> facts,
      ControlKeys keys,
      RegistryIndex index,
      Predicate<Bytes> foreign) {
    this.foreign = foreign;
    this.facts = facts;
    this.keys = keys;
    this.index = index;
  }

  /** What a revision means for the index. */
  static List<RegistryIndex.Change> changes(Revision revision, Function<KeyValue, Facts> facts) {
    List<RegistryIndex.Change> changes = new ArrayList<>(revision.changes().size());
    for (Revision.Change change : revision.changes()) {
      changes.add(
          switch (change) {
            case Revision.Change.Put put -> new RegistryIndex.Change.Put(facts.apply(put.after()));
            case Revision.Change.Delete delete -> new RegistryIndex.Change.Remove(delete.key());
          });
    }
    return changes;
  }

  /**
   * @param valuesAtRevision reads objects, as of the given revision, that moved without being
   *     changed
   */
  Translated translate(
      Revision revision, Function<List<Bytes>, Map<Bytes, KeyValue>> valuesAtRevision) {
    List<Move> moves = index.apply(changes(revision, facts));
    Map<Bytes, KeyValue> values = putValues(revision);
    values.putAll(missingValues(moves, valuesAtRevision));
    List<OwnerOrder.Item<KeyWrites>> leaving = new ArrayList<>();
    List<OwnerOrder.Item<Entering>> entering = new ArrayList<>();
    for (Move move : moves) {
      KeyValue value = values.get(move.key());
      if (leaves(move)) {
        KeyWrites writes = new KeyWrites(move.key(), leavingWrites(move, value));
        leaving.add(item(move.key(), move.before(), writes));
      }
      List<Txn.Write> writes = enteringWrites(move, value);
      if (!writes.isEmpty()) {
        Entering enters = new Entering(move, new KeyWrites(move.key(), writes));
        entering.add(item(move.key(), move.after(), enters));
      }
    }
    return split(revision.number(), leaving, entering);
  }

  private record Entering(Move move, KeyWrites writes) {}

  /** Sets apart what has to wait until something has left. */
  private static Translated split(
      long revision,
      List<OwnerOrder.Item<KeyWrites>> leaving,
      List<OwnerOrder.Item<Entering>> entering) {
    Set<Bytes> leavingKeys = new HashSet<>();
    Set<Id> leavingUids = new HashSet<>();
    for (OwnerOrder.Item<KeyWrites> item : leaving) {
      leavingKeys.add(item.payload().key());
      if (item.uid() != null) {
        leavingUids.add(item.uid());
      }
    }
    Set<Id> lateUids = new HashSet<>();
    List<KeyWrites> early = new ArrayList<>();
    List<KeyWrites> late = new ArrayList<>();
    for (Entering enters :
        entering.isEmpty() ? List.<Entering>of() : OwnerOrder.ownersFirst(entering)) {
      Move move = enters.move;
      if (!isLate(move, leavingKeys, lateUids)) {
        early.add(enters.writes);
        continue;
      }
      late.add(enters.writes);
      if (move.after() != null && move.after().uid() != null) {
        lateUids.add(move.after().uid());
      }
      if (!leavingKeys.contains(move.key()) && hangsOn(move.before(), leavingUids)) {
        throw new Interrupted.HistoryLost(
            "revision " + revision + " replaces an owner and hands its dependents over at once");
      }
    }
    return new Translated(
        revision, early, leaving.isEmpty() ? List.of() : OwnerOrder.dependentsFirst(leaving), late);
  }

  private static boolean isLate(Move move, Set<Bytes> leavingKeys, Set<Id> lateUids) {
    return move.isAt(Placement.MIRROR)
        && (leavingKeys.contains(move.key())
            || hangsOn(move.after(), lateUids)
            || Rank.homes(move.key()).stream().anyMatch(leavingKeys::contains));
  }

  private static boolean hangsOn(@Nullable Life life, Set<Id> uids) {
    return life != null
        && !uids.isEmpty()
        && life.owners().stream().anyMatch(owner -> uids.contains(owner.uid()));
  }

  private boolean leaves(Move move) {
    if (move.wasAt(Placement.MIRROR)) {
      return !move.isAt(Placement.MIRROR) || move.isReplacement();
    }
    return move.isAt(Placement.MIRROR) && foreign.test(move.key());
  }

  /** Out of the registry, and in the same Txn into park if that is where it goes. */
  private List<Txn.Write> leavingWrites(Move move, @Nullable KeyValue value) {
    Txn.Write delete = Txn.delete(move.key());
    return move.isAt(Placement.PARK)
        ? List.of(delete, put(keys.parked(move.key()), move.key(), value))
        : List.of(delete);
  }

  private List<Txn.Write> enteringWrites(Move move, @Nullable KeyValue value) {
    Bytes parked = keys.parked(move.key());
    if (move.isAt(Placement.MIRROR)) {
      Txn.Write put = put(move.key(), move.key(), value);
      return move.wasAt(Placement.PARK) ? List.of(put, Txn.delete(parked)) : List.of(put);
    }
    if (move.isAt(Placement.PARK) && !move.wasAt(Placement.MIRROR)) {
      return List.of(put(parked, move.key(), value));
    }
    boolean parkedNoMore = move.wasAt(Placement.PARK) && !move.isAt(Placement.PARK);
    return parkedNoMore ? List.of(Txn.delete(parked)) : List.of();
  }

  private static Txn.Write put(Bytes target, Bytes key, @Nullable KeyValue value) {
    KeyValue present =
        Objects.requireNonNull(value, () -> "the source has no value for " + key.utf8());
    return new Txn.Write.Put(target, present.value(), present.lease());
  }

  private static Map<Bytes, KeyValue> putValues(Revision revision) {
    Map<Bytes, KeyValue> values = new HashMap<>();
    for (Revision.Change change : revision.changes()) {
      if (change instanceof Revision.Change.Put put) {
        values.put(put.key(), put.after());
      }
    }
    return values;
  }

  private static Map<Bytes, KeyValue> missingValues(
      List<Move> moves, Function<List<Bytes>, Map<Bytes, KeyValue>> valuesAtRevision) {
    List<Bytes> missing = new ArrayList<>();
    for (Move move : moves) {
      if (!move.changed() && (move.isAt(Placement.MIRROR) || move.isAt(Placement.PARK))) {
        missing.add(move.key());
      }
    }
    return missing.isEmpty() ? Map.of() : valuesAtRevision.apply(missing);
  }

  private static <T> OwnerOrder.Item<T> item(Bytes key, @Nullable Life life, T payload) {
    return new OwnerOrder.Item<>(
        Rank.of(key),
        life == null ? null : life.uid(),
        life == null ? List.of() : life.owners(),
        payload);
  }
}
