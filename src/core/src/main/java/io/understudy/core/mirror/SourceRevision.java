package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;

/** Where the source stands now. */
final class SourceRevision {

  /** Within what an account that may only read Kubernetes' keys is allowed to read. */
  static final Bytes ANY = Bytes.utf8("/registry/");

  private static final KeyRange ANY_KEY = KeyRange.only(ANY);

  private static final int TERM_TRIES = 3;

  private SourceRevision() {}

  /** By a linearizable read, so nothing acknowledged before the call is beyond it. */
  static long read(RunContext context) {
    return context.patiently("revision of the source", () -> now(context.source()));
  }

  /**
   * A member that lags behind the others may answer for its cluster: the revision is read from the
   * whole, and a raft term that seems to have gone back is asked for again.
   *
   * @param knownRaftTerm 0 if none is known
   */
  static EtcdStatus freshest(RunContext context, Etcd etcd, long knownRaftTerm) {
    EtcdStatus status = etcd.status();
    for (int i = 0; i < TERM_TRIES && status.raftTerm() < knownRaftTerm; i++) {
      context.timing().backOff(context.limits().retryPause());
      status = etcd.status();
    }
    return status.at(now(etcd));
  }

  /** The revision of either end, whichever member answers. */
  static long now(Etcd etcd) {
    return ask(etcd).await().revision();
  }

  /** As {@link #now}, but not waited for. */
  static Pending<Page> ask(Etcd etcd) {
    return etcd.range(RangeQuery.count(ANY_KEY, 0));
  }
}
