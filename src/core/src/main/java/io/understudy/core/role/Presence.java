package io.understudy.core.role;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKeys;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which owners, and which claims of volumes, the site shows: looked for once, then kept as objects
 * go in.
 */
final class Presence {

  private final Set<Id> there = new HashSet<>();

  /** How much of what an object needs is there. */
  enum Support {
    ALL,
    /** Enough for the garbage collector to leave it alone. */
    SOME,
    NONE,
    /** Its owners, if it has any, but not the claim of a volume that would be deleted without. */
    NO_CLAIM
  }

  /** Reads the visible registry, unless all that is needed is parked itself. */
  static Presence find(UnparkContext context, Collection<ParkedObject> parked) {
    Set<Id> wanted = new HashSet<>();
    parked.forEach(object -> object.needs().forEach(need -> addBoth(wanted, need)));
    parked.forEach(object -> wanted.removeAll(object.ids()));
    Presence presence = new Presence();
    if (!wanted.isEmpty()) {
      context.walk(
          KeyRange.prefix(RegistryKeys.PREFIX), page -> presence.look(context, page, wanted));
    }
    return presence;
  }

  void add(ParkedObject object) {
    there.addAll(object.ids());
  }

  /**
   * @param also objects that go in before it in the same Txn
   */
  Support support(ParkedObject object, Set<Id> also) {
    if (object.claim() != null && !object.retains() && !isThere(object.claim(), also)) {
      return Support.NO_CLAIM;
    }
    long found = object.owners().stream().filter(owner -> isThere(owner, also)).count();
    if (found == object.owners().size()) {
      return Support.ALL;
    }
    return found == 0 ? Support.NONE : Support.SOME;
  }

  private boolean isThere(Facts.Owner owner, Set<Id> also) {
    return there.contains(owner.uid())
        || there.contains(owner.byName())
        || also.contains(owner.uid())
        || also.contains(owner.byName());
  }

  private void look(UnparkContext context, List<KeyValue> page, Set<Id> wanted) {
    for (KeyValue kv : page) {
      Id uid = Facts.of(context.classifier().classify(kv)).uid();
      if (uid != null && wanted.contains(uid)) {
        there.add(uid);
      }
      ParkedObject.idsByKey(kv.key()).stream().filter(wanted::contains).forEach(there::add);
    }
  }

  private static void addBoth(Set<Id> into, Facts.Owner owner) {
    into.add(owner.uid());
    into.add(owner.byName());
  }
}
