package io.understudy.service.access;

import io.understudy.service.settings.Problems;
import java.time.Duration;

/**
 * How long answers of a cluster about callers hold.
 *
 * @param hold zero for not at all
 * @param kept answers about tokens, and as many about rights, that are kept at most
 */
public record ReviewSettings(Duration hold, int kept) {

  private static final int MOST_SECONDS = 300;
  private static final int MOST_KEPT = 100_000;

  /**
   * @param problems takes what is wrong
   */
  public static ReviewSettings read(ReviewConfig given, Problems problems) {
    return new ReviewSettings(
        Duration.ofSeconds(
            problems.number(
                "api.review-cache-seconds", given.reviewCacheSeconds(), 0, MOST_SECONDS)),
        problems.number("api.review-cache-max", given.reviewCacheMax(), 1, MOST_KEPT));
  }
}
