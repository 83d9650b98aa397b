package io.understudy.core.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import org.jspecify.annotations.Nullable;

/** Is shown every key that either side has, in order. */
interface Visitor {

  /**
   * One key as of a pair of revisions.
   *
   * @param parked the parked copy, under its own key
   */
  void key(
      Pair pair,
      Bytes key,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked);

  /** No more keys come. */
  void end(Pair pair);
}
