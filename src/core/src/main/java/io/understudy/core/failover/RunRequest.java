package io.understudy.core.failover;

import java.util.Optional;
import java.util.Set;

/**
 * What an operator asked for. Journalled as it is, so it holds no secret.
 *
 * @param planHash of the plan that was seen
 * @param expectedPrimary name of the site that is the primary now
 * @param term of this site's record
 * @param acceptedWatermark the source revision up to which a failover may lose what came later
 * @param confirm digest of the orphans that a reprotect may overwrite
 * @param despite steps whose problems in the plan are known and accepted
 * @param forceReason why a failover goes on although the primary answers
 * @param by who asked
 * @param comment in the operator's words
 */
public record RunRequest(
    Verb verb,
    String planHash,
    String expectedPrimary,
    long term,
    Optional<Long> acceptedWatermark,
    Optional<String> confirm,
    Set<String> despite,
    Optional<String> forceReason,
    String by,
    String comment) {

  public RunRequest {
    despite = Set.copyOf(despite);
  }

  /** The same, asked for by somebody. */
  public RunRequest askedBy(String name) {
    return new RunRequest(
        verb,
        planHash,
        expectedPrimary,
        term,
        acceptedWatermark,
        confirm,
        despite,
        forceReason,
        name,
        comment);
  }
}
