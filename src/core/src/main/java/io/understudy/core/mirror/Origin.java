package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.util.Set;

/**
 * Tells what the mirror wrote to the target's registry from what others did, by target revisions.
 *
 * @param bornRevision last target revision before the mirror's first write
 * @param readTo D: up to here every write by others has been noted
 * @param foreign keys that exist only because of others
 */
record Origin(long bornRevision, long readTo, Set<Bytes> foreign) {

  /** In doubt the answer is no: what is taken for mirrored may be deleted. */
  boolean isMirrored(KeyValue visible) {
    if (foreign.contains(visible.key()) || visible.modRevision() <= bornRevision) {
      return false;
    }
    boolean createdByMirror = visible.createRevision() > bornRevision;
    return createdByMirror ? visible.createRevision() <= readTo : visible.modRevision() <= readTo;
  }
}
