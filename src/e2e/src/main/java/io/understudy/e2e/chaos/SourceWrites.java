package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.testkit.sample.BulkConfigMaps;
import io.understudy.testkit.sample.SampleRegistry;
import io.understudy.testkit.sample.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What is written to the source, one transaction after the other: a busy cluster's changes, and at
 * times a large object, thousands of objects at once, or all of them anew.
 */
final class SourceWrites {

  private static final int TEAMS = 6;
  private static final int BURST = 5000;
  private static final int SMALL_BYTES = 512;
  private static final int LARGE_BYTES = 1_000_000;
  private static final int LARGE_OBJECTS = 4;
  private static final int LARGE_ONE_IN = 150;

  /** Below etcd's 128, and leaves room for whoever adds a write of its own. */
  private static final int TXN_WRITES = 100;

  /** With one more object it stays below etcd's 1.5 MiB for a request. */
  private static final int TXN_BYTES = 300_000;

  private static final int PAGE_KEYS = 1000;

  /** Of the objects in the order of their keys, every so many-th. */
  private static final int DRIFT_STEP = 37;

  /** A generation that the source never comes to. */
  private static final int DRIFTED = 1_000_000;

  private static final KeyRange REGISTRY = KeyRange.prefix(Bytes.utf8("/registry/"));

  private final SampleRegistry registry;
  private final Traffic traffic;
  private final Random random;
  private final BulkConfigMaps small = new BulkConfigMaps(BURST, SMALL_BYTES);
  private final BulkConfigMaps large = new BulkConfigMaps(BURST, LARGE_BYTES);
  private int generation;

  SourceWrites(long seed) {
    this.registry = SampleRegistry.of(seed, TEAMS);
    this.traffic = new Traffic(registry, seed);
    this.random = new Random(seed);
  }

  /** What is there before anything happens. */
  List<List<Txn.Write>> beginning() {
    List<List<Txn.Write>> all = new ArrayList<>();
    registry.objects().forEach(put -> all.add(List.of(put)));
    all.add(List.copyOf(small.namespaces()));
    return all;
  }

  /** The next change. */
  List<Txn.Write> next() {
    if (random.nextInt(LARGE_ONE_IN) == 0) {
      int number = random.nextInt(LARGE_OBJECTS);
      return List.of(Txn.put(large.key(number), large.value(number, ++generation)));
    }
    return traffic.next().writes();
  }

  /** Thousands of objects, created or changed. */
  List<List<Txn.Write>> burst() {
    generation++;
    List<Txn.Write> all = new ArrayList<>();
    for (int i = LARGE_OBJECTS; i < BURST; i++) {
      all.add(Txn.put(small.key(i), small.value(i, generation)));
    }
    return inTxns(all);
  }

  /**
   * Every object again, the same one in other bytes, as after a rotation of keys each is read and
   * stored anew: a verdict that compares values would not miss one that stayed as it was.
   *
   * @param but the one that whoever writes adds by itself
   */
  static List<List<Txn.Write>> rotation(Etcd source, Bytes but) {
    List<Txn.Write> all = new ArrayList<>();
    Bytes from = REGISTRY.from();
    boolean more = true;
    while (more) {
      KeyRange rest = new KeyRange(from, REGISTRY.to());
      Page page = source.range(RangeQuery.page(rest, 0, PAGE_KEYS)).await();
      for (KeyValue kv : page.keys()) {
        if (!kv.key().equals(but)) {
          all.add(Txn.put(kv.key(), OtherBytes.of(kv.value())));
        }
        from = kv.key().next();
      }
      more = page.more();
    }
    return inTxns(all);
  }

  /**
   * What a standby may do to what is mirrored: changes or deletes one of the objects of {@link
   * #burst}, each time another one.
   *
   * @param turn from 0
   */
  Optional<Txn.Write> drift(int turn) {
    int number = LARGE_OBJECTS + turn * DRIFT_STEP;
    if (number >= BURST) {
      return Optional.empty();
    }
    Bytes key = small.key(number);
    return Optional.of(
        turn % 2 == 0 ? Txn.put(key, small.value(number, DRIFTED)) : Txn.delete(key));
  }

  private static List<List<Txn.Write>> inTxns(List<Txn.Write> writes) {
    List<List<Txn.Write>> txns = new ArrayList<>();
    List<Txn.Write> open = new ArrayList<>();
    int bytes = 0;
    for (Txn.Write write : writes) {
      open.add(write);
      bytes += write instanceof Txn.Write.Put put ? put.value().length() : 0;
      if (open.size() == TXN_WRITES || bytes > TXN_BYTES) {
        txns.add(List.copyOf(open));
        open.clear();
        bytes = 0;
      }
    }
    if (!open.isEmpty()) {
      txns.add(List.copyOf(open));
    }
    return txns;
  }
}
