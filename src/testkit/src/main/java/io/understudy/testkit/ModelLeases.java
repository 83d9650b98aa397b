package io.understudy.testkit;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The leases of a {@link ModelStore}, on a clock that only {@link #advance} moves. */
final class ModelLeases {

  private record Lease(long id, long ttlSeconds, long expiresAtMillis, SortedSet<Bytes> keys) {

    Lease renewed(long nowMillis) {
      return new Lease(id, ttlSeconds, nowMillis + ttlSeconds * 1000, keys);
    }

    Lease copy() {
      return new Lease(id, ttlSeconds, expiresAtMillis, new TreeSet<>(keys));
    }
  }

  private final Map<Long, Lease> leases = new TreeMap<>();
  private final Map<Bytes, Long> leaseOfKey = new HashMap<>();
  private long nowMillis;
  private long nextId = 0x1000;

  ModelLeases copy() {
    ModelLeases copy = new ModelLeases();
    leases.forEach((id, lease) -> copy.leases.put(id, lease.copy()));
    copy.leaseOfKey.putAll(leaseOfKey);
    copy.nowMillis = nowMillis;
    copy.nextId = nextId;
    return copy;
  }

  long grant(long ttlSeconds) {
    if (ttlSeconds <= 0) {
      throw new EtcdException(EtcdException.Kind.INVALID, "model: lease TTL must be positive");
    }
    long id = nextId++;
    leases.put(id, new Lease(id, ttlSeconds, 0, new TreeSet<>()).renewed(nowMillis));
    return id;
  }

  boolean exists(long id) {
    return leases.containsKey(id);
  }

  long keepAlive(long id) {
    Lease lease = leases.computeIfPresent(id, (same, old) -> old.renewed(nowMillis));
    return lease == null ? 0 : lease.ttlSeconds();
  }

  long secondsLeft(long id) {
    Lease lease = leases.get(id);
    return lease == null ? -1 : Math.max(0, (lease.expiresAtMillis() - nowMillis) / 1000);
  }

  /** Hangs a key on a lease, 0 for none, and takes it off its old one. */
  void attach(Bytes key, long id) {
    detach(key);
    if (id != 0) {
      keysOf(id).add(key);
      leaseOfKey.put(key, id);
    }
  }

  void detach(Bytes key) {
    Long id = leaseOfKey.remove(key);
    if (id != null) {
      keysOf(id).remove(key);
    }
  }

  /**
   * Ends a lease.
   *
   * @return the keys that hung on it, in key order, or nothing if there is no such lease
   */
  Optional<List<Bytes>> remove(long id) {
    Lease lease = leases.remove(id);
    if (lease == null) {
      return Optional.empty();
    }
    lease.keys().forEach(leaseOfKey::remove);
    return Optional.of(List.copyOf(lease.keys()));
  }

  /**
   * Moves the clock.
   *
   * @return leases that are over by now, the earliest first; they exist until removed
   */
  List<Long> advance(Duration by) {
    nowMillis += by.toMillis();
    return leases.values().stream()
        .filter(lease -> lease.expiresAtMillis() <= nowMillis)
        .sorted(Comparator.comparingLong(Lease::expiresAtMillis))
        .map(Lease::id)
        .toList();
  }

  private SortedSet<Bytes> keysOf(long id) {
    return Objects.requireNonNull(leases.get(id)).keys();
  }
}
