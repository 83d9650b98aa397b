package io.understudy.core.mirror;

import java.time.Duration;

/**
 * How a tailing mirror keeps the target right by itself, and what it has learnt of the target;
 * lasts as long as the replica.
 *
 * @param interval between two comparisons while tailing; zero for the first one only
 * @param contested keys that were recopied
 * @param limit how large an object may be
 */
public record Healing(Duration interval, ContestedKeys contested, TargetLimit limit) {

  private static final int MAX_CONTESTED_KEYS = 10_000;
  private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

  /**
   * @param contestedPause before a key that differs again is recopied; doubled each time, up to 24
   *     h
   * @param maxRequestBytes the target's {@code --max-request-bytes}
   */
  public static Healing of(Duration interval, Duration contestedPause, long maxRequestBytes) {
    return new Healing(
        interval,
        new ContestedKeys(contestedPause, LONGEST_PAUSE, MAX_CONTESTED_KEYS),
        new TargetLimit(maxRequestBytes));
  }

  public static Healing defaults() {
    return of(Duration.ofMinutes(30), Duration.ofMinutes(1), TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
  }
}
