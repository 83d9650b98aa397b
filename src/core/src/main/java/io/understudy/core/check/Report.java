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
  private final Map<DifferenceKind, Long> counts = new EnumMap<>(DifferenceKind.class);

  Report(DifferenceSink sink) {
    this.sink = sink;
    startOver();
  }

  void startOver() {
    for (DifferenceKind kind : DifferenceKind.values()) {
      counts.put(kind, 0L);
    }
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
          counts.merge(kind, 1L, Long::sum);
          sink.found(
              new CheckDifference(
                  key, kind, inPark, modRevision(wanted), modRevision(inPark ? parked : visible)));
        });
    return fine[0];
  }

  Map<DifferenceKind, Long> counts() {
    return Map.copyOf(counts);
  }

  private static long modRevision(@Nullable KeyValue kv) {
    return kv == null ? 0 : kv.modRevision();
  }
}
