package io.understudy.core.role;

import java.time.Duration;

/**
 * Bounds of an unpark.
 *
 * @param txnMaxWrites writes of one Txn; a family larger than that goes in owners first
 * @param txnMaxBytes size of one Txn, passed only by a single object larger than it
 * @param txnsInFlight Txns under way at once
 * @param pageMaxKeys keys of one page read
 * @param pageMaxBytes aimed-at size of one page read
 * @param retries how often a call or a refused key is tried
 * @param retryPause pause before the first retry, doubled each time
 * @param progressInterval how often the record says how far it has come
 * @param reportMaxItems objects that the record names; more are counted
 */
public record UnparkLimits(
    int txnMaxWrites,
    long txnMaxBytes,
    int txnsInFlight,
    int pageMaxKeys,
    long pageMaxBytes,
    int retries,
    Duration retryPause,
    Duration progressInterval,
    int reportMaxItems) {

  public static UnparkLimits defaults() {
    return new UnparkLimits(
        127, 1 << 20, 32, 1000, 2 << 20, 6, Duration.ofMillis(100), Duration.ofMillis(500), 100);
  }

  /** A put and a delete a key, and a condition on each beside the fence's two. */
  int keysOfTxn() {
    return Math.max(1, (txnMaxWrites - 1) / 2);
  }
}
