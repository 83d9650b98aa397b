package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The newest keys of a source that is walked and followed at once, so that at the end there is one
 * to know it by. A few are kept, since the newest may be deleted. Pure.
 */
final class NewestKeys {

  private static final int MOST = 32;

  private final NavigableMap<Long, Bytes> byRevision = new TreeMap<>();

  /** A key as it is, with the source revision of its last put. */
  void put(Bytes key, long revision) {
    boolean tooOld = byRevision.size() == MOST && revision < byRevision.firstKey();
    if (tooOld || !LastKey.canBe(key)) {
      return;
    }
    delete(key);
    byRevision.put(revision, key);
    if (byRevision.size() > MOST) {
      byRevision.pollFirstEntry();
    }
  }

  void delete(Bytes key) {
    byRevision.values().remove(key);
  }

  LastKey newest() {
    Map.Entry<Long, Bytes> newest = byRevision.lastEntry();
    return newest == null ? LastKey.NONE : new LastKey(newest.getValue(), newest.getKey());
  }
}
