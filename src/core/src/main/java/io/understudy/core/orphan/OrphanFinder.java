package io.understudy.core.orphan;

import io.understudy.core.check.CheckContext;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.EtcdException;

/**
 * Lists the orphans of the old primary, from the site that took over: this site's etcd is the
 * target, the old primary's the source. Late writes are its objects in scope that were put after W;
 * late deletes are what this site has unchanged since the promotion and the old primary lacks.
 *
 * <p>The old primary is read at one revision, this site as it is on the way: what is deleted or
 * changed here meanwhile counts as it is found. Memory grows with the objects of the old primary as
 * that of a mirror does, some 50 bytes each, not with the orphans.
 */
public final class OrphanFinder {

  private final CheckContext context;

  /**
   * @param context its rules are not used: those that this site was mirrored under are on record
   */
  public OrphanFinder(CheckContext context) {
    this.context = context;
  }

  /**
   * @throws NotExactException if they cannot be told exactly
   * @throws CorruptRecordException if the term of a site cannot be read
   * @throws EtcdException if an end does not answer
   */
  public OrphanList find(OrphanSink sink) {
    for (int tried = 1; tried <= context.limits().attempts(); tried++) {
      sink.startOver();
      HandoverReader.Read read = new HandoverReader(context).read();
      try {
        return new OrphanWalk(context, read, sink).walk();
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.COMPACTED) {
          throw e;
        }
      }
    }
    throw new NotExactException(
        "in "
            + context.limits().attempts()
            + " attempts the old primary's history was compacted away before all of it was read;"
            + " stop what writes there, or raise understudy.orphans.attempts");
  }
}
