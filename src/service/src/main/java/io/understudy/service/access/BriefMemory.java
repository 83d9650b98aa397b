package io.understudy.service.access;

import io.understudy.core.mirror.Timing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Answers that hold for a short time. What fails is not remembered. Safe for several threads, which
 * may ask the same at once.
 */
final class BriefMemory<K, V> {

  private record Known<V>(V value, long atNanos) {}

  private final int most;
  private final long holdsNanos;
  private final Timing timing;
  private final Map<K, Known<V>> known = new LinkedHashMap<>();

  /**
   * @param most answers that are kept; the oldest go first
   * @param holds zero for not at all
   */
  BriefMemory(int most, Duration holds, Timing timing) {
    this.most = most;
    this.holdsNanos = holds.toNanos();
    this.timing = timing;
  }

  V get(K key, Supplier<V> ask) {
    synchronized (known) {
      Known<V> before = known.get(key);
      if (before != null && timing.nanos() - before.atNanos() < holdsNanos) {
        return before.value();
      }
      known.remove(key);
    }
    long askedNanos = timing.nanos();
    V value = ask.get();
    synchronized (known) {
      // Put anew, so that the order is that of age.
      known.remove(key);
      known.put(key, new Known<>(value, askedNanos));
      if (known.size() > most) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return value;
  }
}
