package io.understudy.core.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Placement;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what is not equal, and passes it on. */
final class Report {

  private final DifferenceSink sink;
  private final CheckRules rules;
  private final Map<DifferenceKind, Long> counts = new EnumMap<>(DifferenceKind.class);
  private final Map<DifferenceKind, Long> failing = new EnumMap<>(DifferenceKind.class);

  private long lacking;
  private long surplus;
  private long ignored;

  Report(DifferenceSink sink, CheckRules rules) {
    this.sink = sink;
    this.rules = rules;
    startOver();
  }

  void startOver() {
    for (DifferenceKind kind : DifferenceKind.values()) {
      counts.put(kind, 0L);
      failing.put(kind, 0L);
    }
    lacking = 0;
    surplus = 0;
    ignored = 0;
    sink.startOver();
  }

  /**
   * Judges one key.
   *
   * @return whether all is as it should be
   */
  boolean judge(
      Bytes key,
      @Nullable Placement placement,
      Seen seen,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {
    boolean[] fine = {true};
    Judge.judge(
        placement,
        seen,
        (kind, inPark) -> {
          fine[0] = false;
          KeyValue there = inPark ? parked : visible;
          found(key, kind, inPark, modRevision(wanted), modRevision(there));
        });
    return fine[0];
  }

  private void found(Bytes key, DifferenceKind kind, boolean parked, long source, long target) {
    switch (kind) {
      case MISSED, BLOCKED -> lacking++;
      case SURPLUS -> surplus++;
      default -> {}
    }
    CheckRules.Consequence consequence = rules.of(key, kind);
    if (consequence == CheckRules.Consequence.IGNORE) {
      ignored++;
      return;
    }
    boolean fails = consequence == CheckRules.Consequence.FAIL;
    counts.merge(kind, 1L, Long::sum);
    failing.merge(kind, fails ? 1L : 0L, Long::sum);
    sink.found(new CheckDifference(key, kind, parked, source, target, fails));
  }

  /** Of so many keys in scope of the source, how many there are on the target. */
  long onTarget(long inScope) {
    return inScope - lacking + surplus;
  }

  Map<DifferenceKind, Long> failing() {
    return Map.copyOf(failing);
  }

  long ignored() {
    return ignored;
  }

  Map<DifferenceKind, Long> counts() {
    return Map.copyOf(counts);
  }

  private static long modRevision(@Nullable KeyValue kv) {
    return kv == null ? 0 : kv.modRevision();
  }
}
