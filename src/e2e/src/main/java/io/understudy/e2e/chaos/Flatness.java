package io.understudy.e2e.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a figure that goes up and down stays where it is: the median of the last third of its
 * samples against that of the second, as the first may be warming up. Pure.
 */
final class Flatness {

  /** Fewer samples say nothing. */
  static final int LEAST_SAMPLES = 6;

  private static final double MOST_GROWTH = 1.2;

  private Flatness() {}

  /**
   * @param figure what it is called
   * @param samples in their order
   * @param slack by how much it may grow whatever it is
   * @return what is wrong
   */
  static Optional<String> problem(String figure, List<Long> samples, long slack) {
    if (samples.size() < LEAST_SAMPLES) {
      return Optional.of("%s: only %d samples".formatted(figure, samples.size()));
    }
    int third = samples.size() / 3;
    long before = median(samples.subList(third, 2 * third));
    long after = median(samples.subList(2 * third, samples.size()));
    return after > before * MOST_GROWTH + slack
        ? Optional.of("%s grows: from %,d to %,d".formatted(figure, before, after))
        : Optional.empty();
  }

  static long median(List<Long> samples) {
    List<Long> sorted = new ArrayList<>(samples);
    sorted.sort(null);
    return sorted.get(sorted.size() / 2);
  }
}
