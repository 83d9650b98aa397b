package io.understudy.core.orphan;

import io.understudy.core.check.CheckContext;
import io.understudy.core.check.Meter;
import io.understudy.core.check.PinnedKeys;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.orphan.Places.Place;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way through both sites. First all objects of the old primary are read, as only all of them
 * say where each belongs; then the keys of both are laid side by side.
 */
final class OrphanWalk {

  /** All keys but the control records, which are nobody's data. */
  private static final List<KeyRange> RANGES =
      List.of(
          new KeyRange(KeyRange.ALL.from(), ControlKeys.ROOT),
          new KeyRange(ControlKeys.ROOT.prefixEnd(), Bytes.EMPTY));

  private final CheckContext context;
  private final HandoverReader.Read read;
  private final RegistryIndex index;
  private final OrphanSink sink;
  private final OrphanDigest digest = new OrphanDigest();
  private final Suspects suspects;
  private List<Place> suspected = new ArrayList<>();
  private long written;
  private long deleted;
  private long unproven;
  private long carriedOver;

  OrphanWalk(CheckContext context, HandoverReader.Read read, OrphanSink sink) {
    this.context = context;
    this.read = read;
    this.sink = sink;
    this.index = new RegistryIndex(read.classifier().rules().followOwners());
    this.suspects = new Suspects(context, read);
  }

  /**
   * @throws EtcdException of a kind COMPACTED if the old primary's revision is lost
   */
  OrphanList walk() {
    List<KeyRange> ranges =
        RANGES.stream()
            .map(range -> range.within(read.handover().reach()))
            .filter(range -> !range.isEmpty())
            .toList();
    ranges.forEach(this::readObjects);
    ranges.forEach(this::compare);
    settle();
    return new OrphanList(
        read.handover(),
        read.sourceRevision(),
        written,
        deleted,
        unproven,
        carriedOver,
        digest.hex());
  }

  private void readObjects(KeyRange range) {
    PinnedKeys objects =
        new PinnedKeys(
            context,
            context.source(),
            range,
            read.sourceRevision(),
            RangeQuery.Content.KEYS_AND_VALUES,
            new Meter());
    for (KeyValue kv = objects.peek(); kv != null; kv = objects.peek()) {
      Facts facts = Facts.of(read.classifier().classify(kv));
      index.apply(List.of(new RegistryIndex.Change.Put(facts)));
      objects.skip();
    }
  }

  private void compare(KeyRange range) {
    Places places = new Places(context, range, read.sourceRevision());
    for (Place place = places.next(); place != null; place = places.next()) {
      look(place);
    }
  }

  private void look(Place place) {
    KeyValue there = place.there();
    if (there == null) {
      suspect(place);
      return;
    }
    Life life = index.life(place.key());
    if (life == null || life.placement() == Placement.LEAVE_OUT) {
      return;
    }
    if (there.modRevision() > read.handover().watermark()) {
      suspect(place);
    } else if (place.visible() == null && place.parked() == null) {
      carriedOver++;
    }
  }

  private void suspect(Place place) {
    if (place.there() == null && !suspects.mayBeDeleted(place)) {
      return;
    }
    suspected.add(place);
    if (suspected.size() >= context.limits().keysAtOnce()) {
      settle();
    }
  }

  private void settle() {
    suspects.settle(suspected, this::found);
    suspected = new ArrayList<>();
  }

  private void found(Orphan orphan, @Nullable KeyValue value) {
    switch (orphan.kind()) {
      case WRITTEN -> written++;
      case DELETED -> deleted++;
    }
    unproven += orphan.isProven() ? 0 : 1;
    digest.add(orphan);
    sink.found(orphan, value);
  }
}
