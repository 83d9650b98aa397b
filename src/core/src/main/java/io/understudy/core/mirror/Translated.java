package io.understudy.core.mirror;

import java.util.List;

/**
 * One source revision as writes to the target: entering, leaving, returning; all in one Txn if
 * there is nothing returning and they fit, else in this order.
 *
 * @param entering puts and moves of what does not wait for anything to leave, owners first; before
 *     the leaving, so that nothing hangs on what leaves any more
 * @param leaving writes that take objects out of the registry, dependents first
 * @param returning what comes under a key that has to be left first, and what hangs on that
 */
record Translated(
    long revision, List<KeyWrites> entering, List<KeyWrites> leaving, List<KeyWrites> returning) {

  /** Whether one target revision cannot hold it: a key is left and taken again. */
  boolean needsParts() {
    return !returning.isEmpty();
  }
}
