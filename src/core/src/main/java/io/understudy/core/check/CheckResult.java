package io.understudy.core.check;

import java.time.Instant;
import java.util.Map;

/**
 * What a comparison found. The differences themselves went to the sink.
 *
 * @param watermark source revision compared, or the last of them if a pin was lost
 * @param targetRevision target revision that belongs to it
 * @param observedAt time at which the source was known to be at the watermark
 * @param began when the comparison did
 * @param sourceKeys keys of the source that belong on the target
 * @param targetKeys keys on the target that are in scope, visible or parked
 * @param counts differences by kind; each kind is listed
 * @param how what was read
 * @param sourceBytes keys and values read of the source
 * @param targetBytes likewise of the target
 * @param sourceValues values among them
 */
public record CheckResult(
    long watermark,
    long targetRevision,
    Instant observedAt,
    Instant began,
    Instant ended,
    long sourceKeys,
    long targetKeys,
    Map<DifferenceKind, Long> counts,
    How how,
    long sourceBytes,
    long targetBytes,
    long sourceValues) {

  public enum How {
    /** Every value. */
    FULL,
    /** All keys, and the values that may have changed since the comparison before. */
    MOVED,
    /** What the history of both sides says has changed since the comparison before. */
    CHANGES,
    /** Keys alone. */
    KEYS
  }

  public CheckResult {
    counts = Map.copyOf(counts);
  }

  public long count(DifferenceKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Whether nothing was found that makes the target inconsistent. */
  public boolean isConsistent() {
    return counts.entrySet().stream()
        .allMatch(count -> count.getValue() == 0 || !count.getKey().isInconsistent());
  }
}
