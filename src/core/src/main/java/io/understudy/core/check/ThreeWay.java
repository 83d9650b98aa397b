package io.understudy.core.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import org.jspecify.annotations.Nullable;

/** Merges the keys of the source with the two places where the target may have them. */
final class ThreeWay {

  private final PinnedKeys source;
  private final PinnedKeys target;
  private final PinnedKeys park;
  private final CheckContext context;
  private @Nullable KeyValue wanted;
  private @Nullable KeyValue visible;
  private @Nullable KeyValue parked;
  private @Nullable KeyValue nextParked;
  private @Nullable Bytes nextParkedKey;

  ThreeWay(
      CheckContext context,
      Pair pair,
      KeyRange range,
      RangeQuery.Content content,
      Walk.Meters meters) {
    Etcd there = context.target();
    this.context = context;
    this.source =
        new PinnedKeys(
            context, context.source(), range, pair.watermark(), content, meters.source());
    this.target = new PinnedKeys(context, there, range, pair.target(), content, meters.target());
    KeyRange parkedRange = context.keys().parked(range);
    this.park =
        new PinnedKeys(context, there, parkedRange, pair.target(), content, meters.target());
  }

  /** Moves to the next key that any place has; null at the end. */
  @Nullable Bytes next() {
    KeyValue atSource = source.peek();
    KeyValue atTarget = target.peek();
    Bytes atPark = peekParked();
    Bytes visibleLeast = least(key(atSource), key(atTarget));
    Bytes least = least(visibleLeast, atPark);
    wanted = take(source, atSource, least);
    visible = take(target, atTarget, least);
    parked = null;
    if (least != null && atPark != null && least.equals(atPark)) {
      parked = nextParked;
      nextParked = null;
      nextParkedKey = null;
      park.skip();
    }
    return least;
  }

  @Nullable KeyValue wanted() {
    return wanted;
  }

  @Nullable KeyValue visible() {
    return visible;
  }

  @Nullable KeyValue parked() {
    return parked;
  }

  private @Nullable Bytes peekParked() {
    if (nextParked == null) {
      nextParked = park.peek();
      nextParkedKey = nextParked == null ? null : context.keys().unparked(nextParked.key());
    }
    return nextParkedKey;
  }

  private static @Nullable Bytes key(@Nullable KeyValue kv) {
    return kv == null ? null : kv.key();
  }

  private static @Nullable KeyValue take(
      PinnedKeys from, @Nullable KeyValue peeked, @Nullable Bytes key) {
    if (peeked == null || key == null || !peeked.key().equals(key)) {
      return null;
    }
    from.skip();
    return peeked;
  }

  private static @Nullable Bytes least(@Nullable Bytes a, @Nullable Bytes b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }
}
