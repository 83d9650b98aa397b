package io.understudy.core.role;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In which order parked objects are put in place. Pure.
 *
 * <p>An object's stage is that of its kind, or that of its latest owner if that is later. Objects
 * that hang together in one stage are a family, which goes in as one if it fits: a controller that
 * saw the owner alone would make the dependents anew (a StatefulSet its claims, with empty
 * volumes), and the garbage collector would delete dependents whose owner it does not find.
 */
final class UnparkPlan {

  private final Map<Id, ParkedObject> byId = new HashMap<>();
  private final Map<ParkedObject, Stage> stages = new IdentityHashMap<>();
  private final Map<ParkedObject, ParkedObject> joined = new IdentityHashMap<>();
  private final List<ParkedObject> objects;

  /**
   * @param members owners before dependents
   */
  record Family(List<ParkedObject> members) {}

  /**
   * @param ordered one family after the other, because their owners are unknown; else in any order
   */
  record Wave(Stage stage, boolean ordered, List<Family> families) {}

  private UnparkPlan(List<ParkedObject> objects) {
    this.objects = new ArrayList<>(objects);
    this.objects.sort(Comparator.comparingLong(ParkedObject::createRevision));
    for (ParkedObject object : this.objects) {
      object.ids().forEach(id -> byId.put(id, object));
      stages.put(object, object.stage());
    }
  }

  /** Each wave is to begin when the one before it has ended. */
  static List<Wave> of(List<ParkedObject> objects) {
    UnparkPlan plan = new UnparkPlan(objects);
    plan.delayToOwners();
    plan.joinFamilies();
    return plan.waves();
  }

  private void delayToOwners() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (ParkedObject object : objects) {
        for (Facts.Owner need : object.needs()) {
          ParkedObject owner = parked(need);
          Stage own = stage(object);
          if (owner != null && stage(owner).compareTo(own) > 0) {
            stages.put(object, stage(owner));
            changed = true;
          }
        }
      }
    }
  }

  private void joinFamilies() {
    for (ParkedObject object : objects) {
      for (Facts.Owner need : object.needs()) {
        ParkedObject owner = parked(need);
        if (owner != null && stage(owner) == stage(object)) {
          ParkedObject root = root(object);
          ParkedObject above = root(owner);
          if (!root.equals(above)) {
            joined.put(root, above);
          }
        }
      }
    }
  }

  private List<Wave> waves() {
    Map<Stage, Map<ParkedObject, List<ParkedObject>>> families = new EnumMap<>(Stage.class);
    for (ParkedObject object : objects) {
      families
          .computeIfAbsent(stage(object), stage -> new LinkedHashMap<>())
          .computeIfAbsent(root(object), root -> new ArrayList<>())
          .add(object);
    }
    List<Wave> waves = new ArrayList<>();
    families.forEach(
        (stage, byRoot) -> {
          List<Family> free = new ArrayList<>();
          List<Family> ordered = new ArrayList<>();
          for (List<ParkedObject> members : byRoot.values()) {
            boolean unknown = members.stream().allMatch(ParkedObject::opaque);
            (unknown ? ordered : free).add(new Family(ownersFirst(members)));
          }
          ordered.sort(Comparator.comparingInt(family -> family.members().getFirst().depth()));
          add(waves, new Wave(stage, false, free));
          add(waves, new Wave(stage, true, ordered));
        });
    return waves;
  }

  private static void add(List<Wave> waves, Wave wave) {
    if (!wave.families().isEmpty()) {
      waves.add(wave);
    }
  }

  /** Among objects that own each other no order is right; one is taken. */
  private List<ParkedObject> ownersFirst(List<ParkedObject> members) {
    Set<ParkedObject> left = new LinkedHashSet<>(members);
    List<ParkedObject> sorted = new ArrayList<>(members.size());
    while (!left.isEmpty()) {
      List<ParkedObject> next = left.stream().filter(object -> isFree(object, left)).toList();
      List<ParkedObject> some = next.isEmpty() ? List.of(left.iterator().next()) : next;
      sorted.addAll(some);
      some.forEach(left::remove);
    }
    return sorted;
  }

  private boolean isFree(ParkedObject object, Set<ParkedObject> left) {
    for (Facts.Owner need : object.needs()) {
      ParkedObject owner = parked(need);
      if (owner != null && !owner.equals(object) && left.contains(owner)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable ParkedObject parked(Facts.Owner owner) {
    ParkedObject found = byId.get(owner.uid());
    return found != null ? found : byId.get(owner.byName());
  }

  private Stage stage(ParkedObject object) {
    return stages.getOrDefault(object, object.stage());
  }

  private ParkedObject root(ParkedObject object) {
    ParkedObject root = object;
    for (ParkedObject above = joined.get(root); above != null; above = joined.get(root)) {
      root = above;
    }
    return root;
  }
}
