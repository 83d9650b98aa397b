package io.understudy.core.role;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.control.TermRecord;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the parked objects the source's garbage collector was about to delete: a source that is
 * fenced between an owner's deletion and its dependents' leaves such. Whoever promotes need not
 * wait for them, and they would only be deleted here.
 */
final class Garbage {

  private Garbage() {}

  /**
   * Whether what is parked here can tell. Under rules that follow owners an object whose only owner
   * is left out of the mirror is left out itself; so of one that is parked, and whose owner is
   * neither visible nor parked, the source had no owner either, if this site equalled it.
   *
   * @param scope the record of the rules that the site was written under
   */
  static boolean canBeTold(TermRecord term, @Nullable KeyValue scope, Rules rules) {
    TermRecord.Claim claim = term.claim();
    if (claim == null || !claim.isEqual() || scope == null || !rules.followOwners()) {
      return false;
    }
    try {
      return ScopeRecord.fromJson(scope.value()).rules().equals(List.of(rules.text()));
    } catch (CorruptRecordException unreadable) {
      return false;
    }
  }

  /**
   * @param parked all that is parked still
   * @param unowned keys of those for which no owner is visible, whatever else is put in place
   */
  static List<ParkedObject> among(Collection<ParkedObject> parked, Set<Bytes> unowned) {
    Map<Id, ParkedObject> byId = new HashMap<>();
    parked.forEach(object -> object.ids().forEach(id -> byId.put(id, object)));
    List<ParkedObject> garbage = new ArrayList<>();
    for (ParkedObject object : parked) {
      if (isGarbage(object, byId, unowned)) {
        garbage.add(object);
      }
    }
    return garbage;
  }

  /** Its owner, or the owner's owner and so on, is neither visible nor parked. */
  private static boolean isGarbage(
      ParkedObject object, Map<Id, ParkedObject> byId, Set<Bytes> unowned) {
    Set<Bytes> below = new HashSet<>();
    ParkedObject next = object;
    while (next != null) {
      boolean hangsOnOne =
          unowned.contains(next.key())
              && next.owners().size() == 1
              && !next.opaque()
              && !next.regardless()
              && next.claim() == null;
      if (!hangsOnOne || !below.add(next.key())) {
        return false;
      }
      Facts.Owner owner = next.owners().getFirst();
      next = byId.getOrDefault(owner.uid(), byId.get(owner.byName()));
    }
    return true;
  }
}
