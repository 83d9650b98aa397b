package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the mirror wrote to the target's registry from what others did, by target revisions.
 *
 * @param bornRevision last target revision before the mirror's first write
 * @param readTo D: up to here every write by others in scope has been noted
 * @param foreign keys that exist only because of others
 * @param tracked the rules that said what is in scope while others' writes were noted, null if none
 *     were
 * @param trackedTo last target revision for which those rules said it
 * @param present the rules that said it from there on
 * @param own target revisions after D that the mirror wrote
 * @param replicated what was handed on to the source when this target was the source itself
 */
record Origin(
    long bornRevision,
    long readTo,
    Set<Bytes> foreign,
    @Nullable Classifier tracked,
    long trackedTo,
    Classifier present,
    Set<Long> own,
    Replicated replicated) {

  /** Of a target that was never its source's source. */
  Origin(
      long bornRevision,
      long readTo,
      Set<Bytes> foreign,
      @Nullable Classifier tracked,
      long trackedTo,
      Classifier present,
      Set<Long> own) {
    this(bornRevision, readTo, foreign, tracked, trackedTo, present, own, Replicated.NOTHING);
  }

  /** In doubt the answer is no: what is taken for mirrored may be deleted. */
  boolean isMirrored(KeyValue visible) {
    if (!canBeRecorded(visible.key())) {
      return false;
    }
    if (isOwn(visible.modRevision()) || isOwn(visible.createRevision())) {
      return true;
    }
    if (foreign.contains(visible.key())) {
      return false;
    }
    if (visible.modRevision() <= bornRevision) {
      return replicated.contains(visible);
    }
    boolean createdSince = visible.createRevision() > bornRevision;
    long since = createdSince ? visible.createRevision() : visible.modRevision();
    return since <= readTo && isInScope(visible, since > trackedTo ? present : tracked);
  }

  /** A foreign key that the mirror wrote is foreign no more. */
  private boolean isOwn(long revision) {
    return revision > bornRevision && own.contains(revision);
  }

  /** Only keys that start with a slash have a record if they are foreign. */
  private static boolean canBeRecorded(Bytes key) {
    return !key.isEmpty() && key.at(0) == '/';
  }

  /** What was out of scope was not noted when others wrote it. */
  private static boolean isInScope(KeyValue visible, @Nullable Classifier rules) {
    return rules != null && rules.classify(visible).verdict().placement() != Placement.LEAVE_OUT;
  }
}
