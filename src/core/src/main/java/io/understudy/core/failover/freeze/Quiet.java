package io.understudy.core.failover.freeze;

import io.understudy.core.port.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * For how long a source has had no change that counts. Immutable.
 *
 * @param heard the revision up to which every change has come
 * @param since when the last change came that counts, or listening began
 * @param written revisions with such changes since it began
 * @param lastKey of the last of them; empty if there is none
 */
public record Quiet(long heard, Instant since, long written, String lastKey) {

  /**
   * @param revision of the source when listening begins
   */
  public static Quiet from(long revision, Instant now) {
    return new Quiet(revision, now, 0, "");
  }

  /** A revision came. */
  public Quiet heard(Revision revision, FrozenScope scope, Instant now) {
    Optional<String> counted = scope.counted(revision);
    long upTo = Math.max(heard, revision.number());
    return counted
        .map(key -> new Quiet(upTo, now, written + 1, key))
        .orElseGet(() -> new Quiet(upTo, since, written, lastKey));
  }

  /** Every change up to a revision has come. */
  public Quiet heardUpTo(long revision) {
    return new Quiet(Math.max(heard, revision), since, written, lastKey);
  }

  public boolean lasted(Duration duration, Instant now) {
    return !now.isBefore(since.plus(duration));
  }
}
