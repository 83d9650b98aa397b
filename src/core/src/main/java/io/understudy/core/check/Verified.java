package io.understudy.core.check;

import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known of both sides after every key was compared at one pair of revisions or a later one:
 * of a key that neither side has put since, all is known.
 *
 * <p>Memory: what {@link RegistryIndex} takes, some 50 bytes for each object with owners, and the
 * keys that are not equal.
 */
final class Verified {

  private final RegistryIndex index;
  private final Map<Bytes, Byte> owned = new HashMap<>();
  private Set<Bytes> open = new HashSet<>();
  private final int rememberedMax;
  private boolean overflown;
  private long watermark;
  private long target;

  Verified(boolean followOwners, int rememberedMax) {
    this.index = new RegistryIndex(followOwners);
    this.rememberedMax = rememberedMax;
  }

  /** The source's objects. */
  RegistryIndex index() {
    return index;
  }

  /** How each object with owners was seen; what that is worth depends on its owners. */
  Map<Bytes, Byte> owned() {
    return owned;
  }

  /** Keys that were not equal, for the next comparison to read again; it notes them anew. */
  Set<Bytes> takeOpen() {
    Set<Bytes> taken = open;
    open = new HashSet<>();
    return taken;
  }

  void open(Bytes key) {
    overflown |= open.size() >= rememberedMax && !open.contains(key);
    if (!overflown) {
      open.add(key);
    }
  }

  /** Whether too many keys were not equal to know them all. */
  boolean isOverflown() {
    return overflown;
  }

  /** Every key has been compared at this pair, or at one after it. */
  void reached(Pair pair) {
    watermark = pair.watermark();
    target = pair.target();
  }

  long watermark() {
    return watermark;
  }

  long target() {
    return target;
  }
}
