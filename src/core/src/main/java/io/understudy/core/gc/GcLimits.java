package io.understudy.core.gc;

import java.time.Duration;

/**
 * Bounds of a proof.
 *
 * @param pageMaxKeys keys of one page read
 * @param pageMaxBytes aimed-at size of one page read
 * @param retries how often a read is tried while the etcd does not answer
 * @param retryPause pause before the first retry, doubled each time
 * @param maxStarts how often the reading may begin, as each loss of its revision to compaction
 *     begins it over
 * @param maxFindings objects that an answer names; more are counted
 * @param maxGroups groups that an answer counts apart; what is in no other is counted as one
 */
public record GcLimits(
    int pageMaxKeys,
    long pageMaxBytes,
    int retries,
    Duration retryPause,
    int maxStarts,
    int maxFindings,
    int maxGroups) {

  public static GcLimits defaults() {
    return new GcLimits(1000, 2 << 20, 6, Duration.ofMillis(100), 5, 100, 1000);
  }

  public GcLimits withMaxFindings(int maxFindings) {
    return new GcLimits(
        pageMaxKeys, pageMaxBytes, retries, retryPause, maxStarts, maxFindings, maxGroups);
  }
}
