package io.understudy.core.gc;

import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that hangs on others.
 *
 * @param key where it belongs, parked or not
 * @param slot its own in the {@link Registry}
 * @param terminating whether it is being deleted
 * @param claim of a parked volume that would lose its storage without it; null for all others
 */
record Dependent(
    Bytes key, int slot, boolean terminating, List<Reference> owners, @Nullable Reference claim) {

  /**
   * @param uid as the reference states it, null if it states none
   * @param key where the collector looks for it; null if the kind is not known here
   * @param namespaced whether owners of that kind are in a namespace
   * @param onlyOnceUnparked the kind is defined by a parked definition
   */
  record Reference(
      @Nullable Id uid, @Nullable Id key, boolean namespaced, boolean onlyOnceUnparked) {}
}
