package io.understudy.core.ownership;

import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * Which objects a complete listing of the source has not shown yet: one bit an object, while the
 * listing goes on.
 */
final class Listing {

  private final BitSet unlisted;

  /**
   * @param known slots of all objects as the listing begins
   */
  Listing(BitSet known) {
    this.unlisted = known;
  }

  /** It is there, or its slot is another's from now on. */
  void listed(int slot) {
    unlisted.clear(slot);
  }

  boolean isUnlisted(int slot) {
    return unlisted.get(slot);
  }

  long unlisted() {
    return unlisted.cardinality();
  }

  void forEachUnlisted(IntConsumer slot) {
    unlisted.stream().forEach(slot);
  }
}
