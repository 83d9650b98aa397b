package io.understudy.core.mirror;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sorts objects so that each comes after its owners, by {@link Rank} where ownership leaves it
 * open.
 */
final class OwnerOrder {

  /** An object to sort; {@code payload} is the caller's. */
  record Item<T>(Rank rank, @Nullable Id uid, List<Facts.Owner> owners, T payload) {}

  private OwnerOrder() {}

  /** Owners first. Among objects that own each other no order is right; one is taken. */
  static <T> List<T> ownersFirst(List<Item<T>> items) {
    if (items.size() == 1) {
      return List.of(items.get(0).payload());
    }
    List<Item<T>> byRank = new ArrayList<>(items);
    byRank.sort(Comparator.comparing(Item::rank));
    Map<Id, Item<T>> byUid = new HashMap<>();
    byRank.forEach(
        item -> {
          if (item.uid() != null) {
            byUid.put(item.uid(), item);
          }
        });
    List<T> sorted = new ArrayList<>(items.size());
    Set<Item<T>> done = new HashSet<>();
    byRank.forEach(item -> visit(item, byUid, done, sorted));
    return sorted;
  }

  /** Dependents first. */
  static <T> List<T> dependentsFirst(List<Item<T>> items) {
    List<T> sorted = new ArrayList<>(ownersFirst(items));
    java.util.Collections.reverse(sorted);
    return sorted;
  }

  /** Owner chains are as deep as the longest chain of objects: walked without recursion. */
  private static <T> void visit(
      Item<T> start, Map<Id, Item<T>> byUid, Set<Item<T>> done, List<T> sorted) {
    List<Item<T>> path = new ArrayList<>();
    List<Integer> nextOwner = new ArrayList<>();
    if (done.add(start)) {
      path.add(start);
      nextOwner.add(0);
    }
    while (!path.isEmpty()) {
      int top = path.size() - 1;
      Item<T> item = path.get(top);
      int owner = nextOwner.get(top);
      if (owner == item.owners().size()) {
        sorted.add(item.payload());
        path.remove(top);
        nextOwner.remove(top);
        continue;
      }
      nextOwner.set(top, owner + 1);
      Item<T> above = above(item.owners().get(owner), byUid);
      if (above != null && done.add(above)) {
        path.add(above);
        nextOwner.add(0);
      }
    }
  }

  private static <T> @Nullable Item<T> above(Facts.Owner owner, Map<Id, Item<T>> byUid) {
    Item<T> above = byUid.get(owner.uid());
    return above != null ? above : byUid.get(owner.byName());
  }
}
