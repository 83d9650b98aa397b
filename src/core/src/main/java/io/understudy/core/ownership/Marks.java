package io.understudy.core.ownership;

import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.List;

/**
 * By slot number, in chunks: when an object's life began, and whether it can be read; with counts.
 */
final class Marks {

  private static final int CHUNK_BITS = 14;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int UNPROVEN = 1;
  private static final int UNDECRYPTABLE = 2;

  /** The revision in the upper bits, the marks in the lower ones. */
  private static final int MARK_BITS = 2;

  private final List<long[]> chunks = new ArrayList<>();
  private long unproven;
  private long undecryptable;

  /**
   * @param isUnproven whether the object's owners cannot be read now
   */
  void set(int slot, boolean isUnproven, Facts facts) {
    boolean inScope = facts.own() != Placement.LEAVE_OUT;
    int marks =
        (inScope && isUnproven ? UNPROVEN : 0)
            | (inScope && facts.undecryptable() ? UNDECRYPTABLE : 0);
    set(slot, facts.createRevision() << MARK_BITS | marks);
  }

  void clear(int slot) {
    set(slot, 0);
  }

  long createRevision(int slot) {
    return at(slot) >>> MARK_BITS;
  }

  /** Objects in scope whose owners cannot be read now. */
  long unproven() {
    return unproven;
  }

  /** Objects in scope whose values the standby's API server cannot read. */
  long undecryptable() {
    return undecryptable;
  }

  private void set(int slot, long next) {
    while (slot >>> CHUNK_BITS >= chunks.size()) {
      chunks.add(new long[CHUNK]);
    }
    long before = at(slot);
    unproven += Long.bitCount(next & UNPROVEN) - Long.bitCount(before & UNPROVEN);
    undecryptable += Long.bitCount(next & UNDECRYPTABLE) - Long.bitCount(before & UNDECRYPTABLE);
    chunks.get(slot >>> CHUNK_BITS)[slot & CHUNK - 1] = next;
  }

  private long at(int slot) {
    return chunks.get(slot >>> CHUNK_BITS)[slot & CHUNK - 1];
  }
}
