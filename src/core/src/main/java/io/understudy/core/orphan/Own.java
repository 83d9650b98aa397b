package io.understudy.core.orphan;

import io.understudy.core.check.CheckContext;
import io.understudy.core.check.Meter;
import io.understudy.core.check.PinnedKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells what this site has as it was replicated from what was written here since. Pure, once the
 * revisions are read.
 *
 * @param targetRevision T: up to here the mirror wrote
 * @param placed revisions that put parked objects in place
 */
record Own(long targetRevision, Set<Long> placed) {

  private static final Bytes SLASH = Bytes.utf8("/");

  static Own read(CheckContext context, long targetRevision) {
    KeyRange range = KeyRange.prefix(context.keys().placedPrefix().plus(SLASH));
    PinnedKeys records =
        new PinnedKeys(context, context.target(), range, 0, RangeQuery.Content.KEYS, new Meter());
    Set<Long> placed = new TreeSet<>();
    for (KeyValue kv = records.peek(); kv != null; kv = records.peek()) {
      placed.add(kv.modRevision());
      records.skip();
    }
    return new Own(targetRevision, placed);
  }

  boolean isUnchanged(KeyValue visible) {
    return visible.modRevision() <= targetRevision || isPlaced(visible);
  }

  /** It came out of park and nobody has written it since. */
  boolean isPlaced(KeyValue visible) {
    return visible.version() == 1 && placed.contains(visible.modRevision());
  }

  Orphan.Here here(KeyValue there, @Nullable KeyValue visible, boolean isParked) {
    if (visible == null) {
      return isParked ? Orphan.Here.PARKED : Orphan.Here.ABSENT;
    }
    if (visible.value().equals(there.value())) {
      return Orphan.Here.EQUAL;
    }
    return isUnchanged(visible) ? Orphan.Here.UNCHANGED : Orphan.Here.CHANGED;
  }
}
