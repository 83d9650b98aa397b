package io.understudy.core.check;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The ids of checks: milliseconds since 1970, or one more than the newest id there is, so that they
 * grow with time whatever the replicas' clocks say. Pure.
 */
final class CheckIds {

  /** What a clock gives for the next thirty million years; greater ones were put there by hand. */
  private static final long BEYOND_ANY_CLOCK = 1_000_000_000_000_000_000L;

  /** By number: the ids that clocks gave all have the same length, others need not. */
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing((String id) -> Long.parseUnsignedLong(id), Long::compareUnsigned)
          .thenComparing(Comparator.naturalOrder());

  private CheckIds() {}

  /**
   * @param known ids that are taken
   */
  static String next(Instant now, Collection<String> known) {
    long next = Math.max(0, now.toEpochMilli());
    for (String id : known) {
      long taken = Long.parseUnsignedLong(id);
      if (taken >= 0 && taken < BEYOND_ANY_CLOCK) {
        next = Math.max(next, taken + 1);
      }
    }
    return Long.toString(next);
  }

  /** The id that a key below the checks' prefix stands for; empty if it is none. */
  static Optional<String> of(Bytes key, Bytes prefix) {
    String name = key.dropFirst(prefix.length()).utf8();
    return CheckRecord.isId(name) ? Optional.of(name) : Optional.empty();
  }

  static List<String> newestFirst(Collection<String> ids) {
    return ids.stream().sorted(BY_NUMBER.reversed()).toList();
  }
}
