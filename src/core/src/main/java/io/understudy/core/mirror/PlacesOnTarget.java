package io.understudy.core.mirror;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.OpaquePlace;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Asks a target that equals the source where it keeps those objects whose values cannot be read: a
 * run before this one may have been able to.
 */
final class PlacesOnTarget {

  private static final int KEYS_OF_A_PAGE = 10_000;

  private final RunContext context;

  PlacesOnTarget(RunContext context) {
    this.context = context;
  }

  /**
   * @param page objects of the source, in the order of their keys
   * @param reading what each of them says of itself
   */
  List<Facts> of(List<KeyValue> page, Function<KeyValue, Facts> reading) {
    List<Facts> all = new ArrayList<>(page.size());
    List<Integer> undecided = new ArrayList<>();
    for (KeyValue kv : page) {
      Facts facts = reading.apply(kv);
      if (OpaquePlace.isUndecided(facts, kv.lease(), context.rules())) {
        undecided.add(all.size());
      }
      all.add(facts);
    }
    if (!undecided.isEmpty()) {
      Bytes first = all.get(undecided.getFirst()).key();
      Bytes last = all.get(undecided.getLast()).key();
      KeyRange range = new KeyRange(first, last.next());
      Set<Bytes> visible = keys(range);
      Set<Bytes> parked = keys(context.keys().parked(range));
      for (int i : undecided) {
        Bytes key = all.get(i).key();
        boolean isParked = parked.contains(context.keys().parked(key));
        all.set(i, OpaquePlace.kept(all.get(i), visible.contains(key), isParked));
      }
    }
    return all;
  }

  private Set<Bytes> keys(KeyRange range) {
    Set<Bytes> keys = new HashSet<>();
    KeyRange rest = range;
    while (!rest.isEmpty()) {
      RangeQuery query = RangeQuery.keys(rest, 0, KEYS_OF_A_PAGE);
      Page page =
          context.patiently("keys of the target", () -> context.target().range(query).await());
      page.keys().forEach(kv -> keys.add(kv.key()));
      if (!page.more() || page.keys().isEmpty()) {
        return keys;
      }
      rest = new KeyRange(page.keys().getLast().key().next(), rest.to());
    }
    return keys;
  }
}
