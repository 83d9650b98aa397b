package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Puts a slice of the source beside the two places of the same keys on the target, key by key. */
final class SliceMerge {

  /** One key on either side. */
  interface Visitor {
    void key(
        Bytes key,
        @Nullable KeyValue wanted,
        @Nullable KeyValue visible,
        @Nullable KeyValue parked);
  }

  private SliceMerge() {}

  /** Every key that exists in any of the three places, in order. */
  static void walk(
      RunContext context,
      Pager.Slice slice,
      PageSize visibleSize,
      PageSize parkedSize,
      Visitor visitor) {
    KeyRange range = slice.range();
    KeyCursor visible = new KeyCursor(context, range, visibleSize, key -> key);
    KeyCursor parked =
        new KeyCursor(context, context.keys().parked(range), parkedSize, context.keys()::unparked);
    Iterator<KeyValue> source = slice.keys().iterator();
    KeyValue wanted = source.hasNext() ? source.next() : null;
    while (true) {
      Bytes wantedKey = wanted == null ? null : wanted.key();
      Bytes least = least(least(wantedKey, visible.peek()), parked.peek());
      if (least == null) {
        return;
      }
      boolean isWanted = isAt(least, wantedKey);
      visitor.key(
          least,
          isWanted ? wanted : null,
          isAt(least, visible.peek()) ? visible.take() : null,
          isAt(least, parked.peek()) ? parked.take() : null);
      if (isWanted) {
        wanted = source.hasNext() ? source.next() : null;
      }
    }
  }

  private static boolean isAt(Bytes least, @Nullable Bytes key) {
    return key != null && key.equals(least);
  }

  private static @Nullable Bytes least(@Nullable Bytes a, @Nullable Bytes b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }
}
