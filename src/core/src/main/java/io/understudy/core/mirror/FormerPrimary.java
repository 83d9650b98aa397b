package io.understudy.core.mirror;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import java.util.Optional;

/**
 * Whether the target is the primary that the source took over from, and nobody has made it a
 * standby since: then both sites claim to be the primary, the target in the lower term, and what
 * only the target has would be lost unseen. Pure.
 */
final class FormerPrimary {

  private FormerPrimary() {}

  /** Nothing where the source's record may not be read: what is not known stops no mirror. */
  static Optional<Finding> check(Preflight.Seen seen) {
    Bytes there = seen.control().term();
    Bytes here = seen.ownTerm();
    if (there == null || here == null) {
      return Optional.empty();
    }
    try {
      TermRecord source = TermRecord.fromJson(there);
      boolean tookOver = source.tookOverFrom(seen.target().clusterId());
      return tookOver && TermRecord.fromJson(here).assumed()
          ? Optional.of(refusal(source, seen.target().clusterId()))
          : Optional.empty();
    } catch (CorruptRecordException unreadable) {
      // That the source's cannot be read is refused on its own; the leader just wrote the target's.
      return Optional.empty();
    }
  }

  private static Finding refusal(TermRecord source, long clusterId) {
    return new Finding.Refusal(
        "both sites claim to be the primary: the source took over from this site in term "
            + source.term()
            + ", and nobody has demoted this one since",
        "run a reprotect at the site that took over, which lists what only this one has and then"
            + " demotes it; or POST /api/v1/demote here if nothing of it is wanted. If this site was"
            + " rebuilt at its old addresses, etcd may have given it the cluster id of the old"
            + " primary ("
            + Long.toHexString(clusterId)
            + "), as it derives that from its members' URLs and the cluster token: then it never was"
            + " the primary, so see that it holds nothing of its own and POST /api/v1/demote here, or"
            + " rebuild it with another --initial-cluster-token");
  }
}
