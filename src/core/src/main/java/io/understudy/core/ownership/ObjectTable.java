package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects by slot number: how they are found by key and by UID, what is known of each, and who
 * depends on whom. An object's state is one byte.
 */
final class ObjectTable {

  private static final int OWN = 0;
  private static final int EFFECTIVE = 2;
  private static final int REGARDLESS = 1 << 4;
  private static final int HAS_UID = 1 << 5;
  private static final int OPAQUE = 1 << 6;
  private static final int UNSETTLED = 1 << 7;
  private static final Placement[] PLACEMENTS = Placement.values();

  private final KeyIds ids = new KeyIds();
  private final Slots slots = new Slots();
  private final Marks marks = new Marks();
  private final IdTable byKey = new IdTable(slots.keys());
  private final IdTable byUid = new IdTable(slots.uids());
  private final Map<Integer, Owned> owned = new HashMap<>();
  private final Dependents dependents = new Dependents();
  private final ObjectCounts counts = new ObjectCounts();

  ObjectCounts counts() {
    return counts;
  }

  Marks marks() {
    return marks;
  }

  int size() {
    return slots.size();
  }

  /**
   * @return the slot, or -1
   */
  int find(Bytes key) {
    return byKey.find(ids.of(key));
  }

  /**
   * @return the slot, or -1
   */
  int find(Facts.Owner owner) {
    int slot = byUid.find(owner.uid());
    return slot >= 0 ? slot : byUid.find(owner.byName());
  }

  /** A slot for a key that has none yet; nothing is known of its object. */
  int take(Bytes key) {
    Id id = ids.of(key);
    int slot = slots.take();
    slots.setKey(slot, id);
    byKey.put(id, slot);
    counts.keyCame(id, key);
    return slot;
  }

  /** Gives back the slot of a detached object. */
  void giveBack(int slot) {
    Id id = slots.key(slot);
    byKey.remove(id, slot);
    counts.keyWent(id);
    marks.clear(slot);
    slots.giveBack(slot);
  }

  /** What is now known of an object that was not in the graph; where its rule puts it at first. */
  void attach(int slot, Facts facts) {
    int state =
        facts.own().ordinal() << OWN
            | facts.own().ordinal() << EFFECTIVE
            | (facts.regardlessOfOwners() ? REGARDLESS : 0)
            | (facts.opaque() ? OPAQUE : 0)
            | (facts.uid() != null ? HAS_UID : 0)
            | slots.state(slot) & UNSETTLED;
    slots.setState(slot, (byte) state);
    marks.set(slot, facts.opaque(), facts);
    slots.setRule(slot, counts.number(facts.rule()));
    counts.add(slots.rule(slot), facts.own(), 1);
    if (facts.uid() != null) {
      slots.setUid(slot, facts.uid());
      byUid.put(facts.uid(), slot);
    }
    if (!facts.owners().isEmpty()) {
      Owned object = new Owned(slot, facts.key(), facts.owners());
      owned.put(slot, object);
      dependents.add(object);
    }
  }

  /** Takes the object's UID and owners out of the graph, and itself out of the counts. */
  void detach(int slot) {
    counts.add(slots.rule(slot), effective(slot), -1);
    if (hasUid(slot)) {
      byUid.remove(slots.uid(slot), slot);
    }
    Owned object = owned.remove(slot);
    if (object != null) {
      dependents.remove(object);
    }
  }

  Life life(int slot) {
    return new Life(uid(slot), isOpaque(slot), owners(slot), effective(slot));
  }

  /** Null if the object has none. */
  @Nullable Id uid(int slot) {
    return hasUid(slot) ? slots.uid(slot) : null;
  }

  boolean isOpaque(int slot) {
    return (slots.state(slot) & OPAQUE) != 0;
  }

  /** Whether a rule keeps its placement whatever the owners'. */
  boolean isRegardless(int slot) {
    return (slots.state(slot) & REGARDLESS) != 0;
  }

  /** Placement by the rules alone. */
  Placement own(int slot) {
    return PLACEMENTS[slots.state(slot) >> OWN & 3];
  }

  /** Placement with the owners considered. */
  Placement effective(int slot) {
    return PLACEMENTS[slots.state(slot) >> EFFECTIVE & 3];
  }

  void setEffective(int slot, Placement placement) {
    counts.add(slots.rule(slot), effective(slot), -1);
    counts.add(slots.rule(slot), placement, 1);
    int others = slots.state(slot) & ~(3 << EFFECTIVE);
    slots.setState(slot, (byte) (others | placement.ordinal() << EFFECTIVE));
  }

  void setRule(int slot, String rule) {
    counts.add(slots.rule(slot), effective(slot), -1);
    slots.setRule(slot, counts.number(rule));
    counts.add(slots.rule(slot), effective(slot), 1);
  }

  boolean isByRule(int slot, String rule) {
    return slots.rule(slot) == counts.number(rule);
  }

  boolean isUnsettled(int slot) {
    return (slots.state(slot) & UNSETTLED) != 0;
  }

  void setUnsettled(int slot, boolean unsettled) {
    int state = slots.state(slot);
    slots.setState(slot, (byte) (unsettled ? state | UNSETTLED : state & ~UNSETTLED));
  }

  List<Facts.Owner> owners(int slot) {
    Owned object = owned.get(slot);
    return object == null ? List.of() : object.owners;
  }

  /** Null if the object has no owners. */
  @Nullable Owned owned(int slot) {
    return owned.get(slot);
  }

  List<Bytes> ownedKeys() {
    List<Bytes> keys = new ArrayList<>(owned.size());
    owned.values().forEach(object -> keys.add(object.key));
    return keys;
  }

  boolean hasDependents(int slot) {
    return hasUid(slot) && dependents.has(slots.uid(slot));
  }

  /** Slots of all objects that name this one as an owner. */
  void dependents(int slot, IntConsumer dependent) {
    if (hasUid(slot)) {
      dependents.of(slots.uid(slot), dependent);
    }
  }

  /** Slots in use. */
  BitSet taken() {
    return slots.taken();
  }

  private boolean hasUid(int slot) {
    return (slots.state(slot) & HAS_UID) != 0;
  }
}
