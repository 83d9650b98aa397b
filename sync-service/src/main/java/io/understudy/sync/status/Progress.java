package io.understudy.sync.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a walk over the source's keys is.
 *
 * @param keys dealt with
 * @param ofAbout of about so many
 * @param percent of them, 0 to 100
 * @param etaSeconds until the walk ends if it goes on as so far; null while nothing can be said
 */
public record Progress(long keys, long ofAbout, int percent, @Nullable Long etaSeconds) {

  static Progress of(long keys, long ofAbout, Instant began, Instant now) {
    long percent = ofAbout == 0 ? 100 : Math.min(100, keys * 100 / ofAbout);
    return new Progress(keys, ofAbout, (int) percent, eta(keys, ofAbout, began, now));
  }

  private static @Nullable Long eta(long keys, long ofAbout, Instant began, Instant now) {
    double elapsedSeconds = Duration.between(began, now).toMillis() / 1000.0;
    if (keys == 0 || elapsedSeconds <= 0) {
      return null;
    }
    return Math.round((ofAbout - keys) * elapsedSeconds / keys);
  }
}
