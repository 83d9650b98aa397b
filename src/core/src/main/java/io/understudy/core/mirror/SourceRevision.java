package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;

/** Where the source stands now. */
final class SourceRevision {

  /** Within what an account that may only read Kubernetes' keys is allowed to read. */
  private static final KeyRange ANY_KEY = KeyRange.only(Bytes.utf8("/registry/"));

  private SourceRevision() {}

  /** By a linearizable read, so nothing acknowledged before the call is beyond it. */
  static long read(RunContext context) {
    return context.patiently("revision of the source", () -> now(context.source()));
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
