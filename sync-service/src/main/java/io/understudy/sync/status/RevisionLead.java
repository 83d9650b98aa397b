package io.understudy.sync.status;

import io.understudy.core.mirror.LeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * How far the target's revision is ahead of the source's. Once it is ahead, no resourceVersion of
 * the old primary is one of the future for the standby's API servers.
 *
 * @param revisions the target's minus the source's; negative: a gap
 * @param wanted as configured, 0 if none is made
 * @param etaSeconds until it is as wanted if the source stands still, 0 if it is; null if none is
 *     made
 */
public record RevisionLead(
    long revisions, long wanted, @Nullable Long etaSeconds, boolean reached) {

  static RevisionLead of(long revisions, LeadLimits limits) {
    long missing = Math.max(0, limits.revisions() - revisions);
    Long eta = limits.isOn() ? Long.valueOf(Math.ceilDiv(missing, limits.perSecond())) : null;
    return new RevisionLead(revisions, limits.revisions(), eta, missing == 0);
  }
}
