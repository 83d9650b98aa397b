package io.understudy.sync.status;

import io.understudy.core.equality.DifferenceClass;
import io.understudy.core.mirror.BlockedKey;
import io.understudy.core.mirror.Comparison;
import io.understudy.core.mirror.ContestedKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the last comparison found, and which objects are too large. Safe for use by several threads.
 */
public final class HealingBoard {

  private static final int MAX_EXAMPLES = 20;

  private @Nullable Differences differences;
  private @Nullable Contested contested;
  private @Nullable Blocked blocked;

  /**
   * What the last comparison while tailing found, before it repaired what is to be repaired.
   *
   * @param comparedAt when it ended
   * @param missed keys that the target did not hold
   * @param byClass keys with unequal values: content (repaired); status-only, encryption-only,
   *     standby-owned (left as they are)
   */
  public record Differences(Instant comparedAt, long missed, Map<String, Long> byClass) {}

  /**
   * Keys that the standby rewrites or deletes each time they have been recopied.
   *
   * @param examples some of them
   */
  public record Contested(long count, List<ContestedExample> examples) {}

  /**
   * @param since when it was recopied first
   * @param recopied times since then
   * @param nextAt it is not recopied before
   */
  public record ContestedExample(String key, Instant since, int recopied, Instant nextAt) {

    private static ContestedExample of(ContestedKeys.Contested key) {
      return new ContestedExample(key.key().utf8(), key.since(), key.recopied(), key.nextAt());
    }
  }

  /**
   * Objects of the source that are too large for the target.
   *
   * @param examples some of them
   */
  public record Blocked(long count, List<BlockedExample> examples) {}

  public record BlockedExample(String key, long valueBytes) {

    private static BlockedExample of(BlockedKey key) {
      return new BlockedExample(key.key().utf8(), key.valueBytes());
    }
  }

  synchronized void compared(Comparison comparison, Instant now) {
    Map<String, Long> byClass = new TreeMap<>();
    comparison.different().forEach((difference, keys) -> byClass.put(difference.text(), keys));
    differences = new Differences(now, comparison.missed(), byClass);
    contested =
        new Contested(
            comparison.contestedKeys().size(),
            comparison.contestedKeys().stream()
                .limit(MAX_EXAMPLES)
                .map(ContestedExample::of)
                .toList());
  }

  synchronized void blocked(long count, List<BlockedKey> keys) {
    blocked =
        new Blocked(count, keys.stream().limit(MAX_EXAMPLES).map(BlockedExample::of).toList());
  }

  /** Null before the first comparison of this replica's life. */
  public synchronized @Nullable Differences differences() {
    return differences;
  }

  /** Keys of one class in the last comparison, null before the first. */
  public synchronized @Nullable Long differences(DifferenceClass difference) {
    return differences == null ? null : differences.byClass().getOrDefault(difference.text(), 0L);
  }

  public synchronized @Nullable Contested contested() {
    return contested;
  }

  public synchronized @Nullable Blocked blocked() {
    return blocked;
  }
}
