package io.understudy.core.ownership;

import io.understudy.core.scope.Placement;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Works out where objects belong once their owners are considered. */
final class PlacementSolver {

  private final ObjectTable objects;
  private final boolean followOwners;

  PlacementSolver(ObjectTable objects, boolean followOwners) {
    this.objects = objects;
    this.followOwners = followOwners;
  }

  /** Whether the object's owners decide of its placement. */
  boolean followsOwners(int slot) {
    return followOwners && !objects.isRegardless(slot) && objects.own(slot) != Placement.LEAVE_OUT;
  }

  /** Adds every object below this one. */
  void below(int slot, Set<Integer> into) {
    if (followOwners && objects.hasDependents(slot)) {
      below(List.of(slot), into);
    }
  }

  /** Adds every object below these. */
  void below(Collection<Integer> slots, Set<Integer> into) {
    if (!followOwners) {
      return;
    }
    Deque<Integer> toVisit = new ArrayDeque<>(slots);
    Set<Integer> seen = new LinkedHashSet<>();
    while (!toVisit.isEmpty()) {
      objects.dependents(
          toVisit.remove(),
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
   *
   * @param beforeMove told of each object that has owners before it may move
   */
  void solve(Set<Integer> affected, Consumer<Owned> beforeMove) {
    for (int slot : affected) {
      Owned object = objects.owned(slot);
      if (object != null && followsOwners(slot)) {
        beforeMove.accept(object);
        objects.setEffective(slot, Placement.PARK);
      }
    }
    Deque<Integer> toRaise = new ArrayDeque<>(affected);
    while (!toRaise.isEmpty()) {
      int slot = toRaise.remove();
      Placement solved = solved(slot);
      if (solved != objects.effective(slot)) {
        objects.setEffective(slot, solved);
        objects.dependents(slot, toRaise::add);
      }
    }
  }

  private Placement solved(int slot) {
    Placement own = objects.own(slot);
    List<Facts.Owner> owners = objects.owners(slot);
    if (owners.isEmpty() || !followsOwners(slot)) {
      return own;
    }
    boolean allVisible = true;
    boolean allLeftOut = true;
    for (Facts.Owner owner : owners) {
      int ownerSlot = objects.find(owner);
      Placement placement = ownerSlot < 0 ? null : objects.effective(ownerSlot);
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
}
