package io.understudy.testkit.sim;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.testkit.ModelStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything the source ever was, kept beside its compactions. */
final class SourceHistory {

  private final ModelStore source;
  private final Map<Long, Revision> revisions = new HashMap<>();
  private final Map<String, Bytes> keyOfUid = new HashMap<>();
  private final java.util.Set<Bytes> keys = new java.util.HashSet<>();
  private int seen;

  SourceHistory(ModelStore source) {
    this.source = source;
  }

  void follow() {
    List<Revision> history = source.history();
    for (Revision revision : history.subList(seen, history.size())) {
      {
        revisions.put(revision.number(), revision);
        for (Revision.Change change : revision.changes()) {
          keys.add(change.key());
          if (change instanceof Revision.Change.Put put) {
            keyOfUid.put(Checker.header(put.after()).uid(), put.key());
          }
        }
      }
    }
    seen = history.size();
  }

  @Nullable Revision at(long number) {
    return revisions.get(number);
  }

  boolean everHad(Bytes key) {
    return keys.contains(key);
  }

  /**
   * Whether the object with this UID is missing on the target because somebody there removed it.
   */
  boolean lostToOthers(String uid, Set<Bytes> touchedByOthers) {
    Bytes key = keyOfUid.get(uid);
    return key != null && touchedByOthers.contains(key);
  }
}
