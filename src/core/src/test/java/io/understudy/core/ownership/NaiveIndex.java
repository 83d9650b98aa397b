package io.understudy.core.ownership;

import io.understudy.core.ownership.Facts.Owner;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The placement of every object, worked out anew from the words of the rule each time. */
final class NaiveIndex {

  private final boolean followOwners;
  private final Map<Bytes, Facts> objects = new HashMap<>();
  private final Set<Bytes> unsettled = new HashSet<>();

  NaiveIndex(boolean followOwners) {
    this.followOwners = followOwners;
  }

  void put(Facts facts) {
    objects.put(facts.key(), facts);
  }

  void remove(Bytes key) {
    objects.remove(key);
    unsettled.remove(key);
  }

  Map<Bytes, Facts> objects() {
    return objects;
  }

  void markUnsettled(Bytes key, boolean isUnsettled) {
    if (isUnsettled && objects.containsKey(key)) {
      unsettled.add(key);
    } else {
      unsettled.remove(key);
    }
  }

  boolean isUnsettled(Bytes key) {
    return unsettled.contains(key);
  }

  boolean ownersSettled(Bytes key) {
    Facts facts = objects.get(key);
    if (facts == null) {
      return true;
    }
    return facts.owners().stream()
        .map(this::find)
        .allMatch(owner -> owner.map(o -> !isUnsettled(o.key())).orElseGet(() -> !follows(facts)));
  }

  Map<Bytes, Placement> placements() {
    Map<Bytes, Placement> placements = new HashMap<>();
    objects.forEach((key, f) -> placements.put(key, follows(f) ? Placement.PARK : f.own()));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Facts facts : objects.values()) {
        Placement placement = follows(facts) ? placed(facts, placements) : facts.own();
        changed |= placements.put(facts.key(), placement) != placement;
      }
    }
    return placements;
  }

  private Placement placed(Facts facts, Map<Bytes, Placement> placements) {
    List<Optional<Placement>> owners =
        facts.owners().stream()
            .map(owner -> find(owner).map(found -> placements.get(found.key())))
            .toList();
    if (owners.stream().allMatch(o -> o.equals(Optional.of(Placement.LEAVE_OUT)))) {
      return Placement.LEAVE_OUT;
    }
    if (facts.own() == Placement.BLOCKED) {
      return Placement.BLOCKED;
    }
    boolean visible = owners.stream().allMatch(o -> o.equals(Optional.of(Placement.MIRROR)));
    return visible ? facts.own() : Placement.PARK;
  }

  private boolean follows(Facts facts) {
    return followOwners
        && !facts.regardlessOfOwners()
        && !facts.owners().isEmpty()
        && facts.own() != Placement.LEAVE_OUT;
  }

  private Optional<Facts> find(Owner owner) {
    return find(owner.uid()).or(() -> find(owner.byName()));
  }

  private Optional<Facts> find(Id uid) {
    return objects.values().stream().filter(facts -> uid.equals(facts.uid())).findFirst();
  }
}
