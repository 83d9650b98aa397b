package io.understudy.e2e.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to go wrong in one run, and when: the same seed and length give the same plan. Every
 * fault has ended when the run ends.
 *
 * @param seed from which the traffic is drawn too
 * @param length of the run
 * @param faults in the order in which they begin
 * @param bursts times at which thousands of objects are written at once
 * @param rotations times at which every object is written anew, as after a rotation of keys
 * @param tls whether all speak TLS with the etcds
 * @param ending how it ends
 * @param endingAt when that begins, amid the faults
 */
record ChaosPlan(
    long seed,
    Duration length,
    List<Timed> faults,
    List<Duration> bursts,
    List<Duration> rotations,
    boolean tls,
    Ending ending,
    Duration endingAt) {

  static final int MEMBERS = 3;
  static final int MIRRORS = 2;

  ChaosPlan {
    faults = List.copyOf(faults);
    bursts = List.copyOf(bursts);
    rotations = List.copyOf(rotations);
  }

  /** What becomes of the two sites. */
  enum Ending {
    /** The source stays the primary. */
    STAYS,
    /** An operator switches over. */
    SWITCHOVER,
    /** The source is cut off from all services for good, and an operator fails over. */
    FAILOVER,
    /** The source is restored from a snapshot, and an operator has everything compared anew. */
    RESTORED;

    boolean promotes() {
      return this == SWITCHOVER || this == FAILOVER;
    }
  }

  /** Without a fault: what is there, nothing else. */
  static ChaosPlan quiet(long seed) {
    return new ChaosPlan(
        seed, Duration.ZERO, List.of(), List.of(), List.of(), false, Ending.STAYS, Duration.ZERO);
  }

  /**
   * A fault with its times, both since the run began.
   *
   * @param end when it is mended
   */
  record Timed(Fault fault, Duration begin, Duration end) {

    boolean meets(Timed other) {
      return fault.resource().equals(other.fault.resource())
          && begin.compareTo(other.end) <= 0
          && other.begin.compareTo(end) <= 0;
    }

    boolean isOver(Duration at) {
      return end.compareTo(at) < 0;
    }

    @Override
    public String toString() {
      return "%6d ms to %6d ms  %s".formatted(begin.toMillis(), end.toMillis(), fault);
    }
  }

  /**
   * @param length at least 5 s
   */
  static ChaosPlan of(long seed, Duration length) {
    return new PlanDrawing(seed, length).plan();
  }

  /** The plan as people read it, a line for each fault. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("seed %d, %d s, %s%n".formatted(seed, length.toSeconds(), tls ? "TLS" : "plain"));
    faults.forEach(timed -> text.append(timed).append('\n'));
    bursts.forEach(at -> text.append("%6d ms burst%n".formatted(at.toMillis())));
    rotations.forEach(at -> text.append("%6d ms rotation%n".formatted(at.toMillis())));
    text.append("%6d ms %s%n".formatted(endingAt.toMillis(), ending));
    return text.toString();
  }

  /** How many of each kind there are. */
  Map<String, Integer> kinds() {
    Map<String, Integer> kinds = new HashMap<>();
    faults.forEach(timed -> kinds.merge(timed.fault().getClass().getSimpleName(), 1, Integer::sum));
    return kinds;
  }
}
