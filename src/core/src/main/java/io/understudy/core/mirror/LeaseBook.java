package io.understudy.core.mirror;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each lease of the source a counterpart on the target with the time that remains, and a
 * little more: it must not be the first to run out, as the end of the source's comes by the tail,
 * as a deletion.
 */
final class LeaseBook {

  private static final int MAX_LEASES = 100_000;

  /**
   * An etcd tells the time that remains in whole seconds, rounded down, and looks for leases that
   * are over twice a second, so a key outlives its lease by part of one. That is less than two.
   */
  private static final long LONGER_SECONDS = 2;

  private final Etcd source;
  private final Etcd target;
  private final boolean carry;
  private final Map<Long, Long> counterparts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > MAX_LEASES;
        }
      };

  LeaseBook(Etcd source, Etcd target, boolean carry) {
    this.source = source;
    this.target = target;
    this.carry = carry;
  }

  /** The same writes with leases of the target instead of the source's. */
  List<Txn.Write> translate(List<Txn.Write> writes) {
    if (writes.stream().noneMatch(LeaseBook::hasLease)) {
      return writes;
    }
    List<Txn.Write> translated = new ArrayList<>(writes.size());
    for (Txn.Write write : writes) {
      translated.add(
          write instanceof Txn.Write.Put put && put.lease() != 0
              ? new Txn.Write.Put(put.key(), put.value(), carry ? counterpart(put.lease()) : 0)
              : write);
    }
    return translated;
  }

  /** A counterpart ran out on the target: the next use gets a new one. */
  void forgetAll() {
    counterparts.clear();
  }

  private long counterpart(long lease) {
    Long known = counterparts.get(lease);
    if (known != null) {
      return known;
    }
    long granted = target.grantLease(Math.max(0, source.leaseSecondsLeft(lease)) + LONGER_SECONDS);
    counterparts.put(lease, granted);
    return granted;
  }

  private static boolean hasLease(Txn.Write write) {
    return write instanceof Txn.Write.Put put && put.lease() != 0;
  }
}
