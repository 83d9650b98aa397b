package io.understudy.core.failover.truth;

import io.understudy.core.control.RoleRecord;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one site's etcd says of its role.
 *
 * @param role its record; empty if there is none
 * @param clusterId of that etcd, unsigned
 * @param mirroredFrom cluster id of the etcd that was last mirrored into it; empty for none
 * @param freeze whether nobody writes there
 */
public record Seen(
    Optional<RoleRecord> role, long clusterId, OptionalLong mirroredFrom, Freeze freeze) {

  /** Whether this site's records say that it was the standby of that etcd. */
  boolean followed(long cluster) {
    return role.filter(record -> record.tookOverFrom(cluster)).isPresent()
        || mirroredFrom.isPresent() && mirroredFrom.getAsLong() == cluster;
  }
}
