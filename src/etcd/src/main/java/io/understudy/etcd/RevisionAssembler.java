package io.understudy.etcd;

import io.etcd.jetcd.api.Event;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Revision;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the events of a watch together to whole revisions, however the server cut them up.
 *
 * <p>A revision is whole once an event of a later one has come, or the last part of an answer has:
 * etcd splits an answer anywhere into fragments, but ends it with a revision.
 */
final class RevisionAssembler {

  private final String store;
  private final long fromRevision;
  private long delivered;
  private long open;
  private List<Revision.Change> changes = new ArrayList<>();

  RevisionAssembler(String store, long fromRevision) {
    this.store = store;
    this.fromRevision = fromRevision;
    this.delivered = fromRevision - 1;
  }

  /**
   * Takes one message of the server.
   *
   * @param fragment whether more parts of the same answer follow
   * @return the revisions that are whole now, ascending
   * @throws EtcdException if a revision goes backwards
   */
  List<Revision> accept(List<Event> events, boolean fragment) {
    List<Revision> whole = new ArrayList<>();
    for (Event event : events) {
      long revision = event.getKv().getModRevision();
      if (revision < fromRevision) {
        continue;
      }
      if (revision <= delivered || revision < open) {
        throw backwards(revision);
      }
      if (revision != open) {
        finish(whole);
        open = revision;
      }
      changes.add(Answers.change(event));
    }
    if (!fragment) {
      finish(whole);
    }
    return whole;
  }

  /** Whether part of a revision is held back, waiting for the rest. */
  boolean isMidway() {
    return !changes.isEmpty();
  }

  private void finish(List<Revision> whole) {
    if (changes.isEmpty()) {
      return;
    }
    whole.add(new Revision(open, changes));
    delivered = open;
    changes = new ArrayList<>();
  }

  private EtcdException backwards(long revision) {
    return new EtcdException(
        EtcdException.Kind.OTHER,
        store
            + ": watch went backwards: revision "
            + revision
            + " came after "
            + Math.max(open, delivered)
            + "; watch again from the last revision applied");
  }
}
