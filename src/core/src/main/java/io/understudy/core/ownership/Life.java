package io.understudy.core.ownership;

import io.understudy.core.scope.Placement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object as the index sees it at one moment.
 *
 * @param uid null if it has none
 * @param opaque encrypted, so the UID is a stand-in and the owners are unknown
 * @param placement with its owners considered
 */
public record Life(
    @Nullable Id uid, boolean opaque, List<Facts.Owner> owners, Placement placement) {

  /**
   * Whether {@code next}, under the same key, is another object and not a later state of this one.
   */
  public boolean isReplacedBy(Life next) {
    return uid != null && next.uid != null && !opaque && !next.opaque && !uid.equals(next.uid);
  }
}
