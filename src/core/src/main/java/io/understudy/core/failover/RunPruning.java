package io.understudy.core.failover;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Lists the runs that are kept, and deletes the oldest. */
record RunPruning(RunStore store) {

  List<String> ids() {
    Set<String> ids = new LinkedHashSet<>();
    Bytes prefix = store.keys().runsPrefix();
    store.each(
        KeyRange.prefix(prefix),
        RangeQuery.Content.KEYS,
        kv -> {
          String rest = kv.key().dropFirst(prefix.length()).utf8();
          ids.add(rest.substring(0, Math.max(0, rest.indexOf('/'))));
        });
    return new ArrayList<>(ids).reversed();
  }

  /**
   * @param current which is kept in any case
   * @param success the verb of a run that succeeded, of which the newest is kept too
   */
  void prune(int keep, Optional<String> current, Function<String, Optional<Verb>> success) {
    List<String> ids = ids();
    if (ids.size() <= keep) {
      return;
    }
    Set<String> old = new LinkedHashSet<>(ids.subList(keep, ids.size()));
    current.ifPresent(old::remove);
    Set<Verb> seen = EnumSet.noneOf(Verb.class);
    ids.forEach(id -> success.apply(id).filter(seen::add).ifPresent(newest -> old.remove(id)));
    List<Bytes> doomed = new ArrayList<>();
    store.each(
        KeyRange.prefix(store.keys().runRequest("")),
        RangeQuery.Content.KEYS_AND_VALUES,
        kv -> {
          if (old.contains(RunPointer.fromJson(kv.value()).id())) {
            doomed.add(kv.key());
          }
        });
    // The first entries last: what was begun to be deleted is found again.
    old.forEach(id -> doomed.addAll(entries(id).reversed()));
    doomed.forEach(key -> store.txn(new Txn(List.of(), List.of(Txn.delete(key)))));
  }

  private List<Bytes> entries(String id) {
    List<Bytes> entries = new ArrayList<>();
    store.each(
        KeyRange.prefix(store.keys().runPrefix(id)),
        RangeQuery.Content.KEYS,
        kv -> entries.add(kv.key()));
    return entries;
  }
}
