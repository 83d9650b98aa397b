package io.understudy.monitor.dashboard;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest so many samples of the lag. Safe for several threads. */
final class LagSamples {

  private final int most;
  private final Deque<Sample> kept = new ArrayDeque<>();

  /**
   * At one time.
   *
   * @param seconds of lag; empty if it was not told
   * @param revisions of lag; empty if it was not told
   */
  record Sample(Instant at, Optional<Double> seconds, Optional<Long> revisions) {

    static Sample unknown(Instant at) {
      return new Sample(at, Optional.empty(), Optional.empty());
    }
  }

  LagSamples(int most) {
    this.most = most;
  }

  /** The oldest makes room if there are too many. */
  synchronized void add(Sample sample) {
    if (kept.size() == most) {
      kept.removeFirst();
    }
    kept.addLast(sample);
  }

  /** The oldest first. */
  synchronized List<Sample> all() {
    return new ArrayList<>(kept);
  }
}
