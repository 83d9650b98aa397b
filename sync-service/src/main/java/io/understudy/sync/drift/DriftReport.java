package io.understudy.sync.drift;

import io.understudy.sync.status.DriftBoard;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What others wrote to keys in scope on the target; the body of {@code GET /api/v1/drift}.
 *
 * @param role of the replica that answers: leader or follower
 * @param leader who leads, null if nobody does
 * @param hint whom to ask for the writes, null from the leader itself
 * @param writes as the leader saw them; null from a follower, which does not read the target's
 *     history
 * @param foreignKeys on record: keys that exist only because others wrote them
 * @param foreign the first of them in order of their keys
 */
public record DriftReport(
    String role,
    @Nullable String leader,
    @Nullable String hint,
    DriftBoard.@Nullable Writes writes,
    long foreignKeys,
    List<ForeignKey> foreign) {

  /**
   * @param targetRevision at which it was seen first, null if unknown
   * @param seenAt when it was seen first, null if unknown
   */
  public record ForeignKey(String key, @Nullable Long targetRevision, @Nullable Instant seenAt) {}
}
