package io.understudy.core.check;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a comparison found. The differences themselves went to the sink.
 *
 * @param watermark source revision compared, or the last of them if a pin was lost
 * @param targetRevision target revision that belongs to it
 * @param observedAt time at which the source was known to be at the watermark
 * @param began when the comparison did
 * @param sourceKeys keys of the source that belong on the target
 * @param targetKeys keys on the target that are in scope, visible or parked
 * @param counts differences by kind, those that fail and those that are only listed; each kind is
 *     there
 * @param failing those of them that make the sides inconsistent
 * @param ignored differences that rules of the operator's ignore; not in the counts
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
    Map<DifferenceKind, Long> failing,
    long ignored,
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
    failing = Map.copyOf(failing);
  }

  /** Without rules of an operator's. */
  public CheckResult(
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
    this(
        watermark,
        targetRevision,
        observedAt,
        began,
        ended,
        sourceKeys,
        targetKeys,
        counts,
        usuallyFailing(counts),
        0,
        how,
        sourceBytes,
        targetBytes,
        sourceValues);
  }

  private static Map<DifferenceKind, Long> usuallyFailing(Map<DifferenceKind, Long> counts) {
    return counts.entrySet().stream()
        .filter(count -> count.getKey().isInconsistent())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  public long count(DifferenceKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Those that make the sides inconsistent. */
  public long failing(DifferenceKind kind) {
    return failing.getOrDefault(kind, 0L);
  }

  /** Those that are told, and nothing more. */
  public long listed(DifferenceKind kind) {
    return count(kind) - failing(kind);
  }

  /** Whether nothing was found that makes the sides inconsistent. */
  public boolean isConsistent() {
    return failing.values().stream().allMatch(count -> count == 0);
  }
}
