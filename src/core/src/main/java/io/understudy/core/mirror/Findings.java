package io.understudy.core.mirror;

import io.understudy.core.equality.DifferenceClass;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a comparison has found so far, by class, and which keys it recopies. */
final class Findings {

  private static final int MAX_NOTED = 10_000;

  private final ContestedKeys contested;
  private final Map<DifferenceClass, Long> different = new EnumMap<>(DifferenceClass.class);
  private final Map<Bytes, Long> recopying = new LinkedHashMap<>();
  private long missed;

  Findings(ContestedKeys contested) {
    this.contested = contested;
    for (DifferenceClass difference : DifferenceClass.values()) {
      if (difference != DifferenceClass.EQUAL) {
        different.put(difference, 0L);
      }
    }
  }

  void different(DifferenceClass difference) {
    different.merge(difference, 1L, Long::sum);
  }

  void missed() {
    missed++;
  }

  /**
   * A key is missing or its content differs.
   *
   * @param mayWait whether nothing else depends on it
   * @return whether it is to be recopied now
   */
  boolean recopies(KeyValue wanted, boolean mayWait, Instant now) {
    boolean heldBack = contested.isHeldBack(wanted.key(), wanted.modRevision(), now);
    if (heldBack && mayWait) {
      return false;
    }
    if (recopying.size() < MAX_NOTED) {
      recopying.put(wanted.key(), wanted.modRevision());
    }
    return true;
  }

  /** The comparison has ended, and all that it recopied is in the target. */
  Comparison end(long repaired, Instant now) {
    recopying.forEach((key, revision) -> contested.recopied(key, revision, now));
    contested.endComparison(now);
    return new Comparison(missed, different, repaired, contested.contested());
  }
}
