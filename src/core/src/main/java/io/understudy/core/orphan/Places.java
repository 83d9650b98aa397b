package io.understudy.core.orphan;

import io.understudy.core.check.CheckContext;
import io.understudy.core.check.Meter;
import io.understudy.core.check.PinnedKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the keys of the old primary at one revision, and those of this site beside them, where they
 * are seen and where they are parked. This site is written meanwhile, and compacted: it is read as
 * of some moment of the walk, each key at one.
 */
final class Places {

  private final CheckContext context;
  private final long sourceRevision;
  private final Meter meter = new Meter();
  private KeyRange rest;
  private Streams streams;
  private int lostInARow;

  private record Streams(PinnedKeys source, PinnedKeys visible, PinnedKeys parked) {}

  /**
   * The three places of one key, values left out.
   *
   * @param there at the old primary
   * @param parked where it is parked here
   */
  record Place(
      Bytes key, @Nullable KeyValue there, @Nullable KeyValue visible, @Nullable KeyValue parked) {}

  Places(CheckContext context, KeyRange range, long sourceRevision) {
    this.context = context;
    this.sourceRevision = sourceRevision;
    this.rest = range;
    this.streams = open();
  }

  /**
   * The next key that any place has; null at the end.
   *
   * @throws EtcdException if the old primary's revision is compacted away, among other things
   */
  @Nullable Place next() {
    while (true) {
      try {
        Place place = merged();
        lostInARow = 0;
        if (place != null) {
          rest = new KeyRange(place.key.next(), rest.to());
        }
        return place;
      } catch (EtcdException e) {
        reopen(e);
      }
    }
  }

  private @Nullable Place merged() {
    KeyValue there = streams.source.peek();
    KeyValue visible = streams.visible.peek();
    KeyValue parked = streams.parked.peek();
    Bytes parkedKey = parked == null ? null : context.keys().unparked(parked.key());
    Bytes key = least(least(key(there), key(visible)), parkedKey);
    if (key == null) {
      return null;
    }
    return new Place(
        key,
        take(streams.source, there, key(there), key),
        take(streams.visible, visible, key(visible), key),
        take(streams.parked, parked, parkedKey, key));
  }

  /** A newer revision of this site will do; one of the old primary would not. */
  private void reopen(EtcdException cause) {
    if (cause.kind() != EtcdException.Kind.COMPACTED
        || ++lostInARow > context.limits().attempts()) {
      throw cause;
    }
    context.patiently(
        () -> context.source().range(RangeQuery.keys(rest, sourceRevision, 1)).await());
    streams = open();
  }

  private Streams open() {
    Bytes any = context.keys().term();
    long targetRevision =
        context.patiently(() -> context.target().get(List.of(any), 0).await().revision());
    return new Streams(
        keys(context.source(), rest, sourceRevision),
        keys(context.target(), rest, targetRevision),
        keys(context.target(), context.keys().parked(rest), targetRevision));
  }

  private PinnedKeys keys(Etcd etcd, KeyRange range, long revision) {
    return new PinnedKeys(context, etcd, range, revision, RangeQuery.Content.KEYS, meter);
  }

  private static @Nullable Bytes key(@Nullable KeyValue kv) {
    return kv == null ? null : kv.key();
  }

  private static @Nullable KeyValue take(
      PinnedKeys from, @Nullable KeyValue peeked, @Nullable Bytes itsKey, Bytes key) {
    if (itsKey == null || !key.equals(itsKey)) {
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
