package io.understudy.core.failover.truth;

import io.understudy.core.control.TermRecord;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one site's etcd says of its role.
 *
 * @param term its record; empty if there is none
 * @param clusterId of that etcd
 * @param mirroredFrom cluster id of the etcd that was last mirrored into it; empty for none
 * @param isFrozen whether a freeze of the link is in force there, so that nobody writes
 */
public record Seen(
    Optional<TermRecord> term, long clusterId, OptionalLong mirroredFrom, boolean isFrozen) {

  /** Whether this site's records say that it was the standby of that etcd. */
  boolean followed(long cluster) {
    return term.filter(record -> record.tookOverFrom(cluster)).isPresent()
        || mirroredFrom.isPresent() && mirroredFrom.getAsLong() == cluster;
  }
}
