package io.understudy.e2e.bench;

import io.understudy.core.port.Bytes;
import io.understudy.e2e.bench.Store.Entry;
import java.util.List;

/** Reads all that both sides hold of Kubernetes, by value. Neither may be written to meanwhile. */
final class Equality {

  private static final Bytes REGISTRY = Bytes.utf8("/registry/");

  private Equality() {}

  /**
   * @param pageKeys to read at once
   * @return keys that are equal: all of them
   * @throws BenchFailure if a key is not the same on both sides
   */
  static long check(Store source, Store target, int pageKeys) {
    Bytes from = REGISTRY;
    long equal = 0;
    while (true) {
      List<Entry> wanted = source.page(from, REGISTRY.prefixEnd(), pageKeys);
      List<Entry> there = target.page(from, REGISTRY.prefixEnd(), pageKeys);
      for (int i = 0; i < Math.max(wanted.size(), there.size()); i++) {
        if (i >= wanted.size() || i >= there.size() || !isSame(wanted.get(i), there.get(i))) {
          Entry one = i < wanted.size() ? wanted.get(i) : there.get(i);
          throw new BenchFailure("source and target differ at or after " + one.key());
        }
      }
      if (wanted.isEmpty()) {
        return equal;
      }
      equal += wanted.size();
      from = wanted.get(wanted.size() - 1).key().next();
    }
  }

  private static boolean isSame(Entry a, Entry b) {
    return a.key().equals(b.key()) && a.value().equals(b.value());
  }
}
