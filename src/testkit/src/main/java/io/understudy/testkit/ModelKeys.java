package io.understudy.testkit;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of a {@link ModelStore} with all their past, in key order. */
final class ModelKeys {

  private final NavigableMap<Bytes, KeyHistory> keys = new TreeMap<>();

  ModelKeys copy() {
    ModelKeys copy = new ModelKeys();
    keys.forEach((key, past) -> copy.keys.put(key, past.copy()));
    return copy;
  }

  SortedMap<Bytes, KeyValue> snapshot(long revision) {
    SortedMap<Bytes, KeyValue> all = new TreeMap<>();
    keys.forEach((key, past) -> past.at(revision).ifPresent(value -> all.put(key, value)));
    return all;
  }

  Optional<KeyValue> now(Bytes key) {
    return Optional.ofNullable(keys.get(key)).flatMap(KeyHistory::now);
  }

  Optional<KeyValue> at(Bytes key, long revision) {
    return Optional.ofNullable(keys.get(key)).flatMap(past -> past.at(revision));
  }

  KeyValue put(Txn.Write.Put put, long revision) {
    Optional<KeyValue> before = now(put.key());
    KeyValue after =
        new KeyValue(
            put.key(),
            put.value(),
            before.map(KeyValue::createRevision).orElse(revision),
            revision,
            before.map(KeyValue::version).orElse(0L) + 1,
            put.lease());
    past(put.key()).set(revision, Optional.of(after));
    return after;
  }

  void delete(Bytes key, long revision) {
    past(key).set(revision, Optional.empty());
  }

  /**
   * @param at the revision to read at
   * @param revision the store's revision, for the answer
   */
  Page range(RangeQuery query, long at, long revision) {
    List<KeyValue> found = new ArrayList<>();
    long count = 0;
    for (KeyHistory past : within(query.range()).values()) {
      Optional<KeyValue> value = past.at(at);
      if (value.isPresent()) {
        count++;
        if (value.get().modRevision() >= query.minModRevision()) {
          found.add(value.get());
        }
      }
    }
    if (query.content() == RangeQuery.Content.COUNT) {
      return new Page(List.of(), false, count, revision);
    }
    boolean cut = query.limit() > 0 && found.size() > query.limit();
    List<KeyValue> shown = cut ? found.subList(0, query.limit()) : found;
    if (query.content() == RangeQuery.Content.KEYS) {
      shown = shown.stream().map(ModelKeys::withoutValue).toList();
    }
    return new Page(List.copyOf(shown), cut, count, revision);
  }

  private KeyHistory past(Bytes key) {
    return keys.computeIfAbsent(key, absent -> new KeyHistory());
  }

  private NavigableMap<Bytes, KeyHistory> within(KeyRange range) {
    if (range.isEmpty()) {
      return Collections.emptyNavigableMap();
    }
    NavigableMap<Bytes, KeyHistory> tail = keys.tailMap(range.from(), true);
    return range.to().isEmpty() ? tail : tail.headMap(range.to(), false);
  }

  private static KeyValue withoutValue(KeyValue kv) {
    return new KeyValue(
        kv.key(), Bytes.EMPTY, kv.createRevision(), kv.modRevision(), kv.version(), kv.lease());
  }
}
