package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import java.util.List;

/** Where a difference writes: side by side in a copy, one after the other in the tail. */
interface Sink {

  /** Queues; may be sent at once. Order between keys is only kept across {@link #flush}. */
  void write(KeyWrites writes);

  /**
   * Waits until all that was queued is in the target.
   *
   * @return keys of which it is not known whether they were written; they never will be from now on
   */
  List<Bytes> flush();

  /**
   * Says whether the target is knowingly unequal until further notice, because something has to
   * leave the registry before it can come back.
   */
  void unequal(boolean isUnequal);
}
