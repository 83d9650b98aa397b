package io.understudy.e2e.chaos;

import io.understudy.e2e.chaos.ChaosPlan.Timed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Finds a time for each fault, at which nothing else is wrong with its resource. */
final class FaultTimes {

  private static final int SHORTEST_MILLIS = 200;
  private static final int LONGEST_MILLIS = 4000;
  private static final int TRIES = 20;

  private final Duration length;
  private final Predicate<Timed> forbidden;
  private final List<Timed> faults = new ArrayList<>();

  /**
   * @param length of the run
   * @param forbidden for another reason
   */
  FaultTimes(Duration length, Predicate<Timed> forbidden) {
    this.length = length;
    this.forbidden = forbidden;
  }

  /**
   * Drops one that finds no time.
   *
   * @param fault asked for one until a time is found
   */
  void add(Random random, Supplier<Fault> fault) {
    for (int i = 0; i < TRIES; i++) {
      Duration begin = within(random, 0.02, 0.85);
      Duration most = length.minus(begin);
      int range = (int) Math.min(LONGEST_MILLIS, most.toMillis()) - SHORTEST_MILLIS;
      Duration lasts = Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(Math.max(1, range)));
      Timed drawn = new Timed(fault.get(), begin, begin.plus(lasts));
      if (faults.stream().noneMatch(drawn::meets) && !forbidden.test(drawn)) {
        faults.add(drawn);
        return;
      }
    }
  }

  /** A point in time between two parts of the run. */
  Duration within(Random random, double from, double to) {
    return Duration.ofMillis(
        (long) (length.toMillis() * (from + (to - from) * random.nextDouble())));
  }

  /** In the order in which they begin. */
  List<Timed> sorted() {
    return faults.stream().sorted(Comparator.comparing(Timed::begin)).toList();
  }
}
