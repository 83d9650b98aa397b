package io.understudy.core.gc;

import io.understudy.core.gc.Dependent.Reference;
import io.understudy.core.ownership.Id;
import io.understudy.core.ownership.IdTable;
import io.understudy.core.ownership.Slots;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a registry holds, by key and by UID. Some 60 bytes an object, whatever its size.
 *
 * <p>The visible objects are to come first: a parked one whose place is taken would not be put in.
 */
final class Registry {

  private static final int PARKED = 1;
  private static final int STAYS = 2;
  private static final int HAS_UID = 4;

  /** Of no namespace; what is not parsable counts as such. */
  private static final char CLUSTER = 0;

  /** Beyond the most that two bytes can tell apart. */
  private static final char SOME_NAMESPACE = Character.MAX_VALUE;

  /** The field of a slot that the mirror's index has its rules in holds the namespace's number. */
  private final Slots slots = new Slots();

  private final IdTable byKey = new IdTable(slots.keys());
  private final IdTable byUid = new IdTable(slots.uids());
  private final Map<String, Character> namespaces = new HashMap<>();
  private int visible;

  /**
   * @param uid null if it has none, or it cannot be read
   * @return its slot, or -1 for a parked one whose place is taken
   */
  int add(Bytes key, @Nullable String uid, boolean isParked) {
    Id id = Id.ofKey(key);
    if (byKey.find(id) >= 0) {
      return -1;
    }
    int slot = slots.take();
    slots.setKey(slot, id);
    slots.setState(slot, (byte) ((isParked ? PARKED : 0) | (uid == null ? 0 : HAS_UID)));
    slots.setRule(slot, namespace(key));
    byKey.put(id, slot);
    if (uid != null) {
      Id uidId = Id.ofUid(uid);
      slots.setUid(slot, uidId);
      if (byUid.find(uidId) < 0) {
        byUid.put(uidId, slot);
      }
    }
    visible += isParked ? 0 : 1;
    return slot;
  }

  int visible() {
    return visible;
  }

  int size() {
    return slots.size();
  }

  /** Notes of a parked object that an unpark would leave it so, or not. */
  void setStays(int slot, boolean stays) {
    int state = slots.state(slot);
    slots.setState(slot, (byte) (stays ? state | STAYS : state & ~STAYS));
  }

  boolean isParked(int slot) {
    return (slots.state(slot) & PARKED) != 0;
  }

  boolean stays(int slot) {
    return (slots.state(slot) & STAYS) != 0;
  }

  /**
   * Whether an owner of that kind is there for the unpark, which asks for the UID alone; or for the
   * name where the UID of what has it cannot be read.
   */
  boolean supports(Reference owner) {
    if (owner.uid() != null && isShown(byUid.find(owner.uid()), View.AFTER_UNPARK)) {
      return true;
    }
    int named = owner.key() == null ? -1 : byKey.find(owner.key());
    return isShown(named, View.AFTER_UNPARK) && (owner.uid() == null || !hasUid(named));
  }

  /** What the garbage collector would find of this owner. */
  OwnerState look(Dependent dependent, Reference owner, View view) {
    return look(slots.rule(dependent.slot()), owner, view);
  }

  /** As {@link #look(Dependent, Reference, View)}. */
  OwnerState look(Bytes dependent, Reference owner, View view) {
    return look(namespace(dependent), owner, view);
  }

  private OwnerState look(char namespace, Reference owner, View view) {
    Id key = view == View.NOW && owner.onlyOnceUnparked() ? null : owner.key();
    int holder = owner.uid() == null ? -1 : byUid.find(owner.uid());
    if (key == null) {
      return isShown(holder, view) ? byUidAlone(namespace, holder) : OwnerState.KIND_UNKNOWN;
    }
    if (namespace == CLUSTER && owner.namespaced()) {
      return OwnerState.NAMESPACED;
    }
    int named = byKey.find(key);
    if (!isShown(named, view)) {
      return isShown(holder, view) ? OwnerState.ELSEWHERE : OwnerState.ABSENT;
    }
    if (!hasUid(named)) {
      return OwnerState.UNREADABLE;
    }
    return slots.uid(named).equals(owner.uid()) ? OwnerState.PRESENT : OwnerState.OTHER_UID;
  }

  /** Where the resource of the kind is not known, an owner is told by its UID. */
  private OwnerState byUidAlone(char namespace, int holder) {
    char of = slots.rule(holder);
    if (of == CLUSTER) {
      return OwnerState.PRESENT;
    }
    if (namespace == CLUSTER) {
      return OwnerState.NAMESPACED;
    }
    if (of == SOME_NAMESPACE || namespace == SOME_NAMESPACE) {
      return OwnerState.KIND_UNKNOWN;
    }
    return of == namespace ? OwnerState.PRESENT : OwnerState.ELSEWHERE;
  }

  private boolean isShown(int slot, View view) {
    if (slot < 0) {
      return false;
    }
    return !isParked(slot) || view == View.AFTER_UNPARK && !stays(slot);
  }

  private boolean hasUid(int slot) {
    return (slots.state(slot) & HAS_UID) != 0;
  }

  private char namespace(Bytes key) {
    String name = RegistryKeys.parse(key).map(RegistryKey::namespace).orElse("");
    if (name.isEmpty()) {
      return CLUSTER;
    }
    Character known = namespaces.get(name);
    if (known != null) {
      return known;
    }
    if (namespaces.size() >= SOME_NAMESPACE - 1) {
      return SOME_NAMESPACE;
    }
    char number = (char) (namespaces.size() + 1);
    namespaces.put(name, number);
    return number;
  }
}
