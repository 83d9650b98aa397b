package io.understudy.e2e.chaos;

import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Fault.Trouble;
import io.understudy.e2e.chaos.Fault.Victim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What is to go wrong in one run, and when: the same seed and length give the same plan. Every
 * fault has ended when the run ends.
 *
 * @param seed from which the traffic is drawn too
 * @param length of the run
 * @param faults in the order in which they begin
 * @param bursts times at which thousands of objects are written at once
 * @param rotations times at which every object is written anew, as after a rotation of keys
 */
record ChaosPlan(
    long seed,
    Duration length,
    List<Timed> faults,
    List<Duration> bursts,
    List<Duration> rotations) {

  static final int MEMBERS = 3;
  static final int MIRRORS = 2;

  private static final Duration ONE_FAULT_PER = Duration.ofMillis(1200);
  private static final Duration ONE_BURST_PER = Duration.ofSeconds(30);
  private static final int SHORTEST_MILLIS = 200;
  private static final int LONGEST_MILLIS = 4000;
  private static final int TRIES = 20;

  ChaosPlan {
    faults = List.copyOf(faults);
    bursts = List.copyOf(bursts);
    rotations = List.copyOf(rotations);
  }

  /**
   * A fault with its times, both since the run began.
   *
   * @param end when it is mended
   */
  record Timed(Fault fault, Duration begin, Duration end) {

    private boolean meets(Timed other) {
      return fault.resource().equals(other.fault.resource())
          && begin.compareTo(other.end) <= 0
          && other.begin.compareTo(end) <= 0;
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
    return new Drawing(seed, length).plan();
  }

  /** The plan as people read it, a line for each fault. */
  String text() {
    StringBuilder text = new StringBuilder("seed " + seed + ", " + length.toSeconds() + " s\n");
    faults.forEach(timed -> text.append(timed).append('\n'));
    bursts.forEach(at -> text.append("%6d ms burst%n".formatted(at.toMillis())));
    rotations.forEach(at -> text.append("%6d ms rotation%n".formatted(at.toMillis())));
    return text.toString();
  }

  private static final class Drawing {

    private final long seed;
    private final Duration length;
    private final Random random;
    private final List<Timed> faults = new ArrayList<>();

    private Drawing(long seed, Duration length) {
      this.seed = seed;
      this.length = length;
      this.random = new Random(seed);
    }

    private ChaosPlan plan() {
      long wanted = Math.max(1, length.dividedBy(ONE_FAULT_PER));
      for (long i = 0; i < wanted; i++) {
        add(i);
      }
      faults.sort(Comparator.comparing(Timed::begin));
      List<Duration> bursts = new ArrayList<>();
      for (long i = 0; i <= length.dividedBy(ONE_BURST_PER); i++) {
        bursts.add(within(0.1, 0.6));
      }
      bursts.sort(Comparator.naturalOrder());
      return new ChaosPlan(seed, length, faults, bursts, List.of(within(0.3, 0.8)));
    }

    /** Drops one that finds no time at which its resource is free. */
    private void add(long number) {
      for (int i = 0; i < TRIES; i++) {
        Duration begin = within(0.02, 0.85);
        Duration most = length.minus(begin);
        int range = (int) Math.min(LONGEST_MILLIS, most.toMillis()) - SHORTEST_MILLIS;
        Duration lasts = Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(Math.max(1, range)));
        Timed drawn = new Timed(fault(number), begin, begin.plus(lasts));
        if (faults.stream().noneMatch(drawn::meets)) {
          faults.add(drawn);
          return;
        }
      }
    }

    private Duration within(double from, double to) {
      return Duration.ofMillis(
          (long) (length.toMillis() * (from + (to - from) * random.nextDouble())));
    }

    /** The kinds take turns, so that a run of some seconds has most of them. */
    private Fault fault(long number) {
      return switch ((int) ((number + (seed & 7)) % 9)) {
        case 0 -> new Fault.Kill(mirror());
        case 1 -> new Fault.BadLink(random.nextInt(MIRRORS), side(), trouble());
        case 2 -> new Fault.Suspend(anybody());
        case 3 -> new Fault.LeaderMoves(side());
        case 4 -> new Fault.Compaction(side());
        case 5 -> new Fault.Kill(anybody());
        case 6 -> new Fault.BadLink(random.nextInt(MIRRORS), side(), trouble());
        case 7 -> new Fault.Defragmentation(member());
        default -> random.nextBoolean() ? new Fault.NoSpace() : new Fault.Suspend(mirror());
      };
    }

    private Victim anybody() {
      return switch (random.nextInt(8)) {
        case 0 -> new Victim.Monitor();
        case 1 -> new Victim.Failover();
        case 2, 3 -> mirror();
        default -> member();
      };
    }

    private Victim mirror() {
      return new Victim.Mirror(random.nextInt(MIRRORS));
    }

    private Victim.Member member() {
      return new Victim.Member(side(), random.nextInt(MEMBERS));
    }

    private Side side() {
      return pick(List.of(Side.values()));
    }

    private Trouble trouble() {
      return pick(List.of(Trouble.values()));
    }

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }
  }

  /** How many of each kind there are. */
  Map<String, Integer> kinds() {
    Map<String, Integer> kinds = new HashMap<>();
    faults.forEach(timed -> kinds.merge(timed.fault().getClass().getSimpleName(), 1, Integer::sum));
    return kinds;
  }
}
