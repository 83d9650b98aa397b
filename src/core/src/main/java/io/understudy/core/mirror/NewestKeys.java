package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The newest keys of a source that is followed, and walked meanwhile, so that there is one to know
 * it by. Many are kept, since the newest may be deleted, a namespace's at once. Pure.
 */
final class NewestKeys {

  private static final int MOST = 1_000;

  private final NavigableMap<Long, Bytes> byRevision = new TreeMap<>();
  private final Map<Bytes, Long> byKey = new HashMap<>();

  /** A key as it is, with the source revision of its last put. */
  void put(Bytes key, long revision) {
    boolean tooOld = byRevision.size() == MOST && revision < byRevision.firstKey();
    if (tooOld || !LastKey.canBe(key)) {
      return;
    }
    delete(key);
    Bytes other = byRevision.put(revision, key);
    if (other != null) {
      byKey.remove(other);
    }
    byKey.put(key, revision);
    if (byRevision.size() > MOST) {
      byKey.remove(byRevision.pollFirstEntry().getValue());
    }
  }

  void delete(Bytes key) {
    Long revision = byKey.remove(key);
    if (revision != null) {
      byRevision.remove(revision);
    }
  }

  /** The next revision of the source. */
  void saw(Revision revision) {
    for (Revision.Change change : revision.changes()) {
      switch (change) {
        case Revision.Change.Put put -> put(put.key(), revision.number());
        case Revision.Change.Delete delete -> delete(delete.key());
      }
    }
  }

  LastKey newest() {
    Map.Entry<Long, Bytes> newest = byRevision.lastEntry();
    return newest == null ? LastKey.NONE : new LastKey(newest.getValue(), newest.getKey());
  }
}
