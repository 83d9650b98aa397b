package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Placement;
import org.jspecify.annotations.Nullable;

/**
 * What a revision did to one object: its own change, or a new placement because of an owner's
 * change.
 *
 * @param before null if it did not exist
 * @param after null if it exists no more
 * @param changed the revision changed the object itself
 */
public record Move(Bytes key, @Nullable Life before, @Nullable Life after, boolean changed) {

  public boolean wasAt(Placement placement) {
    return before != null && before.placement() == placement;
  }

  public boolean isAt(Placement placement) {
    return after != null && after.placement() == placement;
  }

  /** Deleted and created again: the two lives must not be merged into one put. */
  public boolean isReplacement() {
    return before != null && after != null && before.isReplacedBy(after);
  }
}
