package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.List;

/**
 * How large an object may be for the target to take it: as configured, or lower where the target
 * has refused a request that should have passed. Safe for use by several threads.
 */
public final class TargetLimit {

  /** etcd's default {@code --max-request-bytes}. */
  public static final long DEFAULT_MAX_REQUEST_BYTES = 1_572_864;

  /** For the fence, the checkpoint and the keys that go with an object. */
  public static final long RESERVE_BYTES = 4_096;

  /** Keys are longer than this only where somebody makes them so. */
  private static final long KEY_BYTES_IN_RESERVE = 512;

  /** The object's key in a Txn: put, taken out of park, on the checkpoint. */
  private static final long KEYS_IN_TXN = 3;

  private static final long LEAST_TXN_BYTES = 4_096;

  private final long maxRequestBytes;
  private long objectMaxBytes;
  private long txnMaxBytes = Long.MAX_VALUE;

  /** What a refused request has taught. */
  enum Learnt {
    /** Nothing that helps. */
    NOTHING,
    /** Txns of several objects have to be smaller. */
    TXN,
    /** Objects of this size are too large. */
    OBJECT
  }

  /**
   * @param maxRequestBytes the target's {@code --max-request-bytes}
   */
  public TargetLimit(long maxRequestBytes) {
    this.maxRequestBytes = maxRequestBytes;
    this.objectMaxBytes = maxRequestBytes - RESERVE_BYTES;
  }

  public long maxRequestBytes() {
    return maxRequestBytes;
  }

  /**
   * Whether the target cannot hold such an object.
   *
   * @param key in the source
   */
  public synchronized boolean isTooLarge(Bytes key, long valueBytes) {
    long keyBytes = KEYS_IN_TXN * Math.max(0, key.length() - KEY_BYTES_IN_RESERVE);
    return valueBytes + keyBytes > objectMaxBytes;
  }

  /** Size from which on an object is too large, in bytes of its value. */
  public synchronized long objectMaxBytes() {
    return objectMaxBytes;
  }

  /** The configured size of a Txn, or less where the target takes less. */
  synchronized long txnMaxBytes(long configured) {
    return Math.min(configured, txnMaxBytes);
  }

  /**
   * The target refused these writes as too large. Each lesson lowers a limit, so there is an end to
   * them.
   */
  synchronized Learnt learn(List<Txn.Write> refused) {
    List<Txn.Write.Put> puts =
        refused.stream()
            .filter(Txn.Write.Put.class::isInstance)
            .map(Txn.Write.Put.class::cast)
            .toList();
    boolean single = puts.size() == 1 && refused.size() <= 2;
    if (single) {
      return learn(puts.get(0));
    }
    long bytes = refused.stream().mapToLong(KeyWrites::bytes).sum();
    long half = Math.min(bytes, txnMaxBytes) / 2;
    if (half < LEAST_TXN_BYTES) {
      return Learnt.NOTHING;
    }
    txnMaxBytes = half;
    return Learnt.TXN;
  }

  private Learnt learn(Txn.Write.Put put) {
    boolean control =
        put.key().startsWith(ControlKeys.ROOT) && !ControlKeys.isParkedOfAny(put.key());
    long least = put.value().length() - 1L;
    if (control || least >= objectMaxBytes || least < 1) {
      return Learnt.NOTHING;
    }
    objectMaxBytes = least;
    return Learnt.OBJECT;
  }
}
