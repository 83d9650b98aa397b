package io.understudy.core.orphan;

import io.understudy.core.check.CheckContext;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.orphan.Places.Place;
import io.understudy.core.ownership.Facts;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the values of what may be orphans, and decides. */
final class Suspects {

  private final CheckContext context;
  private final HandoverReader.Read read;
  private final ManyKeys values;
  private final Own own;
  private boolean historyReadable;

  /** What was read of some of them, by key. */
  private record Values(
      Map<Bytes, KeyValue> there,
      Map<Bytes, KeyValue> here,
      Map<Bytes, KeyValue> foreign,
      @Nullable Map<Bytes, KeyValue> then) {}

  Suspects(CheckContext context, HandoverReader.Read read) {
    this.context = context;
    this.read = read;
    this.values = new ManyKeys(context);
    this.own = Own.read(context, read.handover().targetRevision());
    this.historyReadable = read.historyReadable();
  }

  /** Whether what only this site has may be there since before the promotion. */
  boolean mayBeDeleted(Place place) {
    KeyValue visible = place.visible();
    return visible == null || place.parked() != null || own.isUnchanged(visible);
  }

  /**
   * @param places in the order of keys
   * @param found told of those that are orphans, with the value of a late write, in that order
   */
  void settle(List<Place> places, BiConsumer<Orphan, @Nullable KeyValue> found) {
    if (places.isEmpty()) {
      return;
    }
    Values read = read(places);
    for (Place place : places) {
      if (place.there() == null) {
        deleted(place, read, found);
      } else {
        written(place, read, found);
      }
    }
  }

  private Values read(List<Place> places) {
    List<Bytes> late = new ArrayList<>();
    List<Bytes> gone = new ArrayList<>();
    List<Bytes> here = new ArrayList<>();
    for (Place place : places) {
      (place.there() == null ? gone : late).add(place.key());
      if (place.visible() != null) {
        here.add(place.key());
      }
    }
    ControlKeys keys = context.keys();
    return new Values(
        values.read(context.source(), late, read.sourceRevision()),
        values.read(context.target(), here, 0),
        values.read(context.target(), gone.stream().map(keys::foreign).toList(), 0),
        then(gone));
  }

  /** What the old primary held at W; null if its history does not reach back so far any more. */
  private @Nullable Map<Bytes, KeyValue> then(List<Bytes> gone) {
    if (!historyReadable) {
      return null;
    }
    try {
      return values.read(context.source(), gone, read.handover().watermark());
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.COMPACTED) {
        throw e;
      }
      historyReadable = false;
      return null;
    }
  }

  private void written(Place place, Values read, BiConsumer<Orphan, @Nullable KeyValue> found) {
    KeyValue there = read.there.get(place.key());
    if (there == null) {
      throw new EtcdException(
          EtcdException.Kind.OTHER,
          "source: key " + place.key() + " was listed and not found at the same revision");
    }
    Orphan.Here here = own.here(there, read.here.get(place.key()), place.parked() != null);
    found.accept(
        new Orphan(Orphan.Kind.WRITTEN, place.key(), there.modRevision(), here, true), there);
  }

  private void deleted(Place place, Values read, BiConsumer<Orphan, @Nullable KeyValue> found) {
    if (read.then != null && !read.then.containsKey(place.key())) {
      return;
    }
    KeyValue visible = read.here.get(place.key());
    KeyValue parked = place.parked();
    if (visible != null && isReplicated(visible, read)) {
      boolean proven = read.then != null || isProven(visible);
      found.accept(deleted(visible, place.key(), Orphan.Here.UNCHANGED, proven), null);
    } else if (parked != null) {
      // Nobody but the mirror writes there.
      found.accept(deleted(parked, place.key(), Orphan.Here.PARKED, true), null);
    }
  }

  private static Orphan deleted(KeyValue kept, Bytes key, Orphan.Here here, boolean proven) {
    return new Orphan(Orphan.Kind.DELETED, key, kept.modRevision(), here, proven);
  }

  /** The mirror wrote it, as far as is on record, and nobody else since. */
  private boolean isReplicated(KeyValue visible, Values read) {
    return own.isUnchanged(visible)
        && !read.foreign.containsKey(context.keys().foreign(visible.key()))
        && Facts.of(this.read.classifier().classify(visible)).own() != Placement.LEAVE_OUT;
  }

  /** What others created up to D would be on record. */
  private boolean isProven(KeyValue visible) {
    return own.isPlaced(visible) || visible.createRevision() <= read.handover().driftRevision();
  }
}
