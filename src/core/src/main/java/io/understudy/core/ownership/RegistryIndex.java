package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Placement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where every object of the source belongs, its owners considered, at one source revision.
 *
 * <p>An object is visible (mirrored) only if its rule mirrors it and every owner is visible. With
 * owners that are all left out it is left out; with any owner parked, blocked, left out, absent, or
 * itself above it (a cycle), it is parked. An object that is too large for the target is blocked,
 * unless it is left out. This is the least solution, so it depends on the objects alone, not on the
 * order in which they came.
 *
 * <p>Memory: about 50 bytes an object, and some 300 more for one that has owners. Not thread-safe.
 */
public final class RegistryIndex {

  private static final int OWN = 0;
  private static final int EFFECTIVE = 2;
  private static final int REGARDLESS = 1 << 4;
  private static final int HAS_UID = 1 << 5;
  private static final int OPAQUE = 1 << 6;
  private static final int UNSETTLED = 1 << 7;
  private static final Placement[] PLACEMENTS = Placement.values();

  private final boolean followOwners;
  private final KeyIds ids = new KeyIds();
  private final Slots slots = new Slots();
  private final Marks marks = new Marks();
  private final IdTable byKey = new IdTable(slots.keys());
  private final IdTable byUid = new IdTable(slots.uids());
  private final Map<Integer, Owned> owned = new HashMap<>();
  private final Dependents dependents = new Dependents();
  private final long[] counts = new long[PLACEMENTS.length];
  private final RuleCounts ruleCounts = new RuleCounts();
  private final Set<Id> unparsable = new HashSet<>();

  public RegistryIndex(boolean followOwners) {
    this.followOwners = followOwners;
  }

  /** One step of the source's history. */
  public sealed interface Change {
    Bytes key();

    record Put(Facts facts) implements Change {
      @Override
      public Bytes key() {
        return facts.key();
      }
    }

    record Remove(Bytes key) implements Change {}
  }

  /**
   * Takes over changes that happened at once.
   *
   * @return a move for each changed key, and for each other object whose placement they changed
   */
  public List<Move> apply(List<Change> changes) {
    Map<Bytes, @Nullable Life> before = new LinkedHashMap<>();
    Set<Bytes> changed = new LinkedHashSet<>();
    Set<Integer> affected = new LinkedHashSet<>();
    for (Change change : changes) {
      changed.add(change.key());
      before.putIfAbsent(change.key(), life(change.key()));
      switch (change) {
        case Change.Put put -> put(put.facts(), affected);
        case Change.Remove remove -> remove(remove.key(), affected);
      }
    }
    solve(affected, before);
    return moves(before, changed);
  }

  /** The object under this key, or null. */
  public @Nullable Life life(Bytes key) {
    int slot = byKey.find(ids.of(key));
    return slot < 0 ? null : life(slot);
  }

  public int size() {
    return slots.size();
  }

  public long count(Placement placement) {
    return counts[placement.ordinal()];
  }

  /** How many objects each rule decides of, by where they are; what has none is not listed. */
  public List<RuleCount> byRule() {
    return ruleCounts.read();
  }

  /** Keys of the registry whose layout is unknown. */
  public long unparsable() {
    return unparsable.size();
  }

  /** Objects in scope whose owners cannot be read, so that nothing proves their order. */
  public long orderUnproven() {
    return marks.unproven();
  }

  /** Objects in scope that the standby's API server cannot read. */
  public long undecryptable() {
    return marks.undecryptable();
  }

  /** Of the object's present life; 0 if there is no such object. */
  public long createRevision(Bytes key) {
    int slot = byKey.find(ids.of(key));
    return slot < 0 ? 0 : marks.createRevision(slot);
  }

  /** Objects that have owners and follow them. */
  public List<Bytes> ownedKeys() {
    List<Bytes> keys = new ArrayList<>(owned.size());
    owned.values().forEach(o -> keys.add(o.key));
    return keys;
  }

  /** Placement of an owner as far as it is known: null if no such object exists. */
  public @Nullable Placement placementOf(Facts.Owner owner) {
    int slot = find(owner);
    return slot < 0 ? null : effective(slot);
  }

  /** Whether another object names this one as its owner. */
  public boolean hasDependents(Bytes key) {
    int slot = byKey.find(Id.ofKey(key));
    return slot >= 0 && hasUid(slot) && dependents.has(slots.uid(slot));
  }

  /** Notes that the target does not hold this object as it should yet. */
  public void markUnsettled(Bytes key, boolean unsettled) {
    int slot = byKey.find(ids.of(key));
    if (slot >= 0) {
      int state = slots.state(slot);
      slots.setState(slot, (byte) (unsettled ? state | UNSETTLED : state & ~UNSETTLED));
    }
  }

  /** Whether it was so noted. */
  public boolean isUnsettled(Bytes key) {
    int slot = byKey.find(ids.of(key));
    return slot >= 0 && isUnsettled(slot);
  }

  /** Whether the target holds every owner of this object, so that it may be shown itself. */
  public boolean ownersSettled(Bytes key) {
    int slot = byKey.find(ids.of(key));
    Owned object = slot < 0 ? null : owned.get(slot);
    if (object == null) {
      return true;
    }
    for (Facts.Owner owner : object.owners) {
      int ownerSlot = find(owner);
      boolean waits = ownerSlot < 0 ? followsOwners(slot) : isUnsettled(ownerSlot);
      if (waits) {
        return false;
      }
    }
    return true;
  }

  private void put(Facts facts, Set<Integer> affected) {
    Id keyId = ids.of(facts.key());
    int slot = byKey.find(keyId);
    if (slot >= 0 && isReadNoMore(slot, facts)) {
      if (blocksOtherwise(slot, facts)) {
        put(asRead(slot, facts), affected);
      }
      marks.set(slot, true, facts);
      return;
    }
    char rule = ruleCounts.number(facts.rule());
    if (slot >= 0 && isSame(slot, facts)) {
      marks.set(slot, facts.opaque(), facts);
      ruleCounts.add(slots.rule(slot), effective(slot), -1);
      slots.setRule(slot, rule);
      ruleCounts.add(rule, effective(slot), 1);
      return;
    }
    int unsettled = 0;
    if (slot >= 0) {
      unsettled = slots.state(slot) & UNSETTLED;
      detach(slot, affected);
    } else {
      slot = slots.take();
      slots.setKey(slot, keyId);
      byKey.put(keyId, slot);
      if (isUnparsable(facts.key())) {
        unparsable.add(keyId);
      }
    }
    int state =
        facts.own().ordinal() << OWN
            | facts.own().ordinal() << EFFECTIVE
            | (facts.regardlessOfOwners() ? REGARDLESS : 0)
            | (facts.opaque() ? OPAQUE : 0)
            | (facts.uid() != null ? HAS_UID : 0)
            | unsettled;
    slots.setState(slot, (byte) state);
    marks.set(slot, facts.opaque(), facts);
    slots.setRule(slot, rule);
    count(slot, facts.own(), 1);
    if (facts.uid() != null) {
      slots.setUid(slot, facts.uid());
      byUid.put(facts.uid(), slot);
    }
    if (!facts.owners().isEmpty()) {
      Owned object = new Owned(slot, facts.key(), facts.owners());
      owned.put(slot, object);
      dependents.add(object);
    }
    affected.add(slot);
    downstream(slot, affected);
  }

  private void remove(Bytes key, Set<Integer> affected) {
    Id keyId = ids.of(key);
    int slot = byKey.find(keyId);
    if (slot < 0) {
      return;
    }
    detach(slot, affected);
    affected.remove(slot);
    byKey.remove(keyId, slot);
    unparsable.remove(keyId);
    marks.clear(slot);
    slots.giveBack(slot);
  }

  private static boolean isUnparsable(Bytes key) {
    return key.startsWith(RegistryKeys.PREFIX) && RegistryKeys.parse(key).isEmpty();
  }

  /** Takes the object's UID and owners out of the graph; who depended on it is affected. */
  private void detach(int slot, Set<Integer> affected) {
    downstream(slot, affected);
    count(slot, effective(slot), -1);
    if (hasUid(slot)) {
      byUid.remove(slots.uid(slot), slot);
    }
    Owned object = owned.remove(slot);
    if (object != null) {
      dependents.remove(object);
    }
  }

  /**
   * A later value of an object that could be read before: its key is not known here yet. What was
   * read stays true of it as far as anyone can tell, so a rotation moves nothing.
   */
  private boolean isReadNoMore(int slot, Facts facts) {
    return facts.opaque()
        && (slots.state(slot) & OPAQUE) == 0
        && hasUid(slot)
        && marks.createRevision(slot) == facts.createRevision();
  }

  /** Its size is known whether it can be read or not. What is left out is never too large. */
  private boolean blocksOtherwise(int slot, Facts facts) {
    Placement own = own(slot);
    return own != Placement.LEAVE_OUT
        && (own == Placement.BLOCKED) != (facts.own() == Placement.BLOCKED);
  }

  /** The later value with what was read of the earlier one. */
  private Facts asRead(int slot, Facts facts) {
    Owned object = owned.get(slot);
    return new Facts(
        facts.key(),
        slots.uid(slot),
        false,
        object == null ? List.of() : object.owners,
        facts.own(),
        (slots.state(slot) & REGARDLESS) != 0,
        facts.rule(),
        facts.createRevision(),
        facts.undecryptable());
  }

  private boolean isSame(int slot, Facts facts) {
    int state = slots.state(slot);
    Owned object = owned.get(slot);
    List<Facts.Owner> owners = object == null ? List.of() : object.owners;
    boolean sameUid =
        facts.uid() == null ? !hasUid(slot) : hasUid(slot) && slots.uid(slot).equals(facts.uid());
    return sameUid
        && own(slot) == facts.own()
        && (state & REGARDLESS) != 0 == facts.regardlessOfOwners()
        && (state & OPAQUE) != 0 == facts.opaque()
        && owners.equals(facts.owners());
  }

  /** Adds every object below this one. */
  private void downstream(int slot, Set<Integer> into) {
    if (!followOwners) {
      return;
    }
    Deque<Integer> toVisit = new ArrayDeque<>();
    Set<Integer> seen = new LinkedHashSet<>();
    toVisit.add(slot);
    while (!toVisit.isEmpty()) {
      int next = toVisit.remove();
      if (!hasUid(next)) {
        continue;
      }
      dependents.of(
          slots.uid(next),
          dependent -> {
            if (seen.add(dependent)) {
              into.add(dependent);
              toVisit.add(dependent);
            }
          });
    }
  }

  /**
   * Finds the least solution for the affected objects, the others being right: all start parked,
   * then are raised to visible or left out as their owners allow, until nothing changes.
   */
  private void solve(Set<Integer> affected, Map<Bytes, @Nullable Life> before) {
    for (int slot : affected) {
      Owned object = owned.get(slot);
      if (object != null && followsOwners(slot)) {
        if (!before.containsKey(object.key)) {
          before.put(object.key, life(slot));
        }
        setEffective(slot, Placement.PARK);
      }
    }
    Deque<Integer> toRaise = new ArrayDeque<>(affected);
    while (!toRaise.isEmpty()) {
      int slot = toRaise.remove();
      Placement solved = solved(slot);
      if (solved == effective(slot)) {
        continue;
      }
      setEffective(slot, solved);
      if (hasUid(slot)) {
        dependents.of(slots.uid(slot), toRaise::add);
      }
    }
  }

  private Placement solved(int slot) {
    Placement own = own(slot);
    Owned object = owned.get(slot);
    if (object == null || !followsOwners(slot)) {
      return own;
    }
    boolean allVisible = true;
    boolean allLeftOut = true;
    for (Facts.Owner owner : object.owners) {
      Placement placement = placementOf(owner);
      allVisible &= placement == Placement.MIRROR;
      allLeftOut &= placement == Placement.LEAVE_OUT;
    }
    if (allLeftOut) {
      return Placement.LEAVE_OUT;
    }
    if (own == Placement.BLOCKED) {
      return Placement.BLOCKED;
    }
    return own == Placement.MIRROR && allVisible ? Placement.MIRROR : Placement.PARK;
  }

  private boolean followsOwners(int slot) {
    return followOwners
        && (slots.state(slot) & REGARDLESS) == 0
        && own(slot) != Placement.LEAVE_OUT;
  }

  private List<Move> moves(Map<Bytes, @Nullable Life> before, Set<Bytes> changed) {
    List<Move> moves = new ArrayList<>(before.size());
    before.forEach(
        (key, was) -> {
          Life is = life(key);
          boolean itself = changed.contains(key);
          if (itself ? was != null || is != null : was != null && is != null && moved(was, is)) {
            moves.add(new Move(key, was, is, itself));
          }
        });
    return moves;
  }

  private static boolean moved(Life was, Life is) {
    return was.placement() != is.placement();
  }

  private int find(Facts.Owner owner) {
    int slot = byUid.find(owner.uid());
    return slot >= 0 ? slot : byUid.find(owner.byName());
  }

  private Life life(int slot) {
    Owned object = owned.get(slot);
    return new Life(
        hasUid(slot) ? slots.uid(slot) : null,
        (slots.state(slot) & OPAQUE) != 0,
        object == null ? List.of() : object.owners,
        effective(slot));
  }

  private boolean isUnsettled(int slot) {
    return (slots.state(slot) & UNSETTLED) != 0;
  }

  private boolean hasUid(int slot) {
    return (slots.state(slot) & HAS_UID) != 0;
  }

  private Placement own(int slot) {
    return PLACEMENTS[slots.state(slot) >> OWN & 3];
  }

  private Placement effective(int slot) {
    return PLACEMENTS[slots.state(slot) >> EFFECTIVE & 3];
  }

  private void setEffective(int slot, Placement placement) {
    count(slot, effective(slot), -1);
    count(slot, placement, 1);
    int others = slots.state(slot) & ~(3 << EFFECTIVE);
    slots.setState(slot, (byte) (others | placement.ordinal() << EFFECTIVE));
  }

  private void count(int slot, Placement placement, int objects) {
    counts[placement.ordinal()] += objects;
    ruleCounts.add(slots.rule(slot), placement, objects);
  }
}
