package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import java.util.List;
import java.util.Set;

/**
 * One source revision as writes to the target, in order.
 *
 * @param leaving writes that take objects out of the registry, dependents first
 * @param entering all others, owners first
 * @param mustLeaveFirst an object is replaced by another under its key: leaving and entering need a
 *     target revision each
 * @param lastKey last key put by the source in this revision that is in scope and text, empty if
 *     none
 * @param notApplied keys that the source deleted, or that are left out as they are now
 */
record Translated(
    long revision,
    List<KeyWrites> leaving,
    List<KeyWrites> entering,
    boolean mustLeaveFirst,
    Bytes lastKey,
    Set<Bytes> notApplied) {

  boolean isEmpty() {
    return leaving.isEmpty() && entering.isEmpty();
  }
}
