package io.understudy.core.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import org.jspecify.annotations.Nullable;

/** Compares all there is, from values that come with the keys. */
final class EveryValue implements Visitor {

  private final Comparer comparer;

  EveryValue(Comparer comparer) {
    this.comparer = comparer;
  }

  @Override
  public void key(
      Pair pair,
      Bytes key,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {
    comparer.compare(key, wanted, visible, parked);
  }

  @Override
  public void end(Pair pair) {
    // Nothing is left to do.
  }
}
