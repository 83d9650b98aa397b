package io.understudy.core.failover;

import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.truth.Claim;

/**
 * What is known of this site where an operation is planned.
 *
 * @param term its record
 * @param hasCheckpoint whether anything is, or was last, mirrored into it
 * @param here what it claims to be, by both sites' records
 * @param there what the other site claims
 */
public record SiteStanding(TermRecord term, boolean hasCheckpoint, Claim here, Claim there) {

  /** Whether it was the primary, and the other site has been promoted since. */
  boolean isFormer() {
    return here instanceof Claim.Primary ours
        && there instanceof Claim.Primary theirs
        && ours.term() < theirs.term();
  }

  /** Whether it is the primary, promoted or by origin. */
  boolean isPrimary() {
    return term.isPromoted() || here instanceof Claim.Primary && !isFormer();
  }

  /** Whether nobody ever gave it a role and no mirror ever began to write into it. */
  boolean wasNeverMirrored() {
    return term.assumed() && !hasCheckpoint;
  }
}
