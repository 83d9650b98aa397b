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

  private Flatness() {}

  /**
   * How much a figure may grow from one third of its samples to the next.
   *
   * @param share of itself
   * @param slack whatever it is
   */
  record Growth(double share, long slack) {

    /** For small numbers, of which a share is little more than noise or far too much. */
    static Growth by(long slack) {
      return new Growth(0, slack);
    }

    private boolean allows(long before, long after) {
      return after <= before + before * share + slack;
    }
  }

  /**
   * @param figure what it is called
   * @param samples in their order
   * @param most how much it may grow
   * @return what is wrong
   */
  static Optional<String> problem(String figure, List<Long> samples, Growth most) {
    if (samples.size() < LEAST_SAMPLES) {
      return Optional.of("%s: only %d samples".formatted(figure, samples.size()));
    }
    int third = samples.size() / 3;
    long before = median(samples.subList(third, 2 * third));
    long after = median(samples.subList(2 * third, samples.size()));
    return most.allows(before, after)
        ? Optional.empty()
        : Optional.of("%s grows: from %,d to %,d".formatted(figure, before, after));
  }

  static long median(List<Long> samples) {
    List<Long> sorted = new ArrayList<>(samples);
    sorted.sort(null);
    return sorted.get(sorted.size() / 2);
  }
}
