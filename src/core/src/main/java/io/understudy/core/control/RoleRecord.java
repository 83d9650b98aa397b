package io.understudy.core.control;

import java.util.OptionalLong;

/**
 * What a site's {@code term} record says of its role, whether it was read in its etcd or told by
 * its sync-service.
 *
 * @param isPromoted else it is a standby
 * @param assumed nobody has ever given the site a role
 * @param tookOver cluster id, unsigned, of the etcd that it mirrored when it was promoted; empty if
 *     nothing was claimed
 */
public record RoleRecord(boolean isPromoted, long term, boolean assumed, OptionalLong tookOver) {

  public static RoleRecord of(TermRecord record) {
    TermRecord.Claim claim = record.claim();
    return new RoleRecord(
        record.isPromoted(),
        record.term(),
        record.assumed(),
        claim == null ? OptionalLong.empty() : OptionalLong.of(claim.sourceClusterId()));
  }

  /** Whether this record's site was promoted while it mirrored that etcd. */
  public boolean tookOverFrom(long clusterId) {
    return isPromoted && tookOver.isPresent() && tookOver.getAsLong() == clusterId;
  }
}
