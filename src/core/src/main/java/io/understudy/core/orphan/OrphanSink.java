package io.understudy.core.orphan;

import io.understudy.core.port.KeyValue;
import org.jspecify.annotations.Nullable;

/** Takes orphans as they are found, in the order of keys. */
public interface OrphanSink {

  /** What was told so far does not count: it is told anew. */
  void startOver();

  /**
   * @param value of a late write, as the old primary has it; null for a late delete
   */
  void found(Orphan orphan, @Nullable KeyValue value);
}
