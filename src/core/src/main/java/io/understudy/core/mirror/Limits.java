package io.understudy.core.mirror;

import java.time.Duration;

/**
 * Every bound of a mirror.
 *
 * @param txnMaxWrites writes of one Txn beside the checkpoint and a mark; etcd's default limit is
 *     128 in all
 * @param txnMaxBytes size of one Txn, passed only by a single object larger than it
 * @param copyTxnsInFlight Txns of a copy under way at once
 * @param pageMaxBytes aimed-at size of one page read
 * @param pageMaxKeys keys of one page read, and of one listing
 * @param pin longest time a difference reads at one source revision before it takes in newer ones
 * @param patience longest wait for the next source revision before looking after other things
 * @param idleCheckpoint longest time for which a watermark that moved without writes stays
 *     unwritten
 * @param controlPoll how often requests of operators (pause, resynchronise) are looked for
 * @param stall after this long without an event although the source has moved, the watch is opened
 *     anew
 * @param retries how often a read is tried before the run gives up
 * @param retryPause pause before the first retry, doubled each time
 * @param preflight what the preflight refuses and warns of
 * @param lead how far the target's revision is kept ahead
 */
public record Limits(
    int txnMaxWrites,
    long txnMaxBytes,
    int copyTxnsInFlight,
    long pageMaxBytes,
    int pageMaxKeys,
    Duration pin,
    Duration patience,
    Duration idleCheckpoint,
    Duration controlPoll,
    Duration stall,
    int retries,
    Duration retryPause,
    PreflightLimits preflight,
    LeadLimits lead) {

  /** The same with another size of a Txn. */
  Limits txnMaxBytes(long bytes) {
    return bytes == txnMaxBytes
        ? this
        : new Limits(
            txnMaxWrites,
            bytes,
            copyTxnsInFlight,
            pageMaxBytes,
            pageMaxKeys,
            pin,
            patience,
            idleCheckpoint,
            controlPoll,
            stall,
            retries,
            retryPause,
            preflight,
            lead);
  }

  public static Limits defaults() {
    return new Limits(
        126,
        1 << 20,
        8,
        2 << 20,
        1000,
        Duration.ofSeconds(30),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(15),
        6,
        Duration.ofMillis(100),
        PreflightLimits.defaults(),
        LeadLimits.defaults());
  }

  public Limits preflight(PreflightLimits other) {
    return new Limits(
        txnMaxWrites,
        txnMaxBytes,
        copyTxnsInFlight,
        pageMaxBytes,
        pageMaxKeys,
        pin,
        patience,
        idleCheckpoint,
        controlPoll,
        stall,
        retries,
        retryPause,
        other,
        lead);
  }

  public Limits lead(LeadLimits other) {
    return new Limits(
        txnMaxWrites,
        txnMaxBytes,
        copyTxnsInFlight,
        pageMaxBytes,
        pageMaxKeys,
        pin,
        patience,
        idleCheckpoint,
        controlPoll,
        stall,
        retries,
        retryPause,
        preflight,
        other);
  }
}
