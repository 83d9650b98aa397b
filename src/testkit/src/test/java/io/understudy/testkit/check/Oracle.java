package io.understudy.testkit.check;

import io.understudy.core.check.DifferenceKind;
import io.understudy.core.equality.DifferenceClass;
import io.understudy.core.equality.Equality;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Placement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a comparison must find, from two whole snapshots, in the plainest way. */
final class Oracle {

  private Oracle() {}

  /** Lines of key, kind and place. */
  static Set<String> differences(CheckWorld world, long watermark, long targetRevision) {
    SortedMap<Bytes, KeyValue> source = world.source.snapshot(watermark);
    SortedMap<Bytes, KeyValue> target = world.target.snapshot(targetRevision);
    RegistryIndex index = new RegistryIndex(true);
    source
        .values()
        .forEach(
            kv ->
                index.apply(
                    List.of(
                        new RegistryIndex.Change.Put(Facts.of(CheckWorld.RULES.classify(kv))))));
    Set<Bytes> keys = new TreeSet<>(source.keySet());
    for (Bytes key : target.keySet()) {
      if (CheckWorld.KEYS.isParked(key)) {
        keys.add(CheckWorld.KEYS.unparked(key));
      } else if (key.startsWith(RegistryKeys.PREFIX)) {
        keys.add(key);
      }
    }
    Set<String> found = new TreeSet<>();
    for (Bytes key : keys) {
      Life life = index.life(key);
      judge(key, life == null ? null : life.placement(), source, target, found);
    }
    return found;
  }

  static String line(Bytes key, DifferenceKind kind, boolean parked) {
    return key + " " + kind.text() + (parked ? " parked" : "");
  }

  private static void judge(
      Bytes key,
      @Nullable Placement placement,
      Map<Bytes, KeyValue> source,
      Map<Bytes, KeyValue> target,
      Set<String> found) {
    KeyValue wanted = source.get(key);
    KeyValue visible = target.get(key);
    KeyValue parked = target.get(CheckWorld.KEYS.parked(key));
    if (placement == Placement.MIRROR && visible == null) {
      found.add(line(key, DifferenceKind.MISSED, false));
    }
    if (placement == Placement.MIRROR && wanted != null && visible != null) {
      DifferenceClass difference = Equality.between(wanted.value(), visible.value());
      switch (difference) {
        case CONTENT -> found.add(line(key, DifferenceKind.DIFFERENT, false));
        case STATUS_ONLY -> found.add(line(key, DifferenceKind.STATUS_ONLY, false));
        default -> {}
      }
    }
    boolean leftOut = placement == Placement.LEAVE_OUT;
    if (placement != Placement.MIRROR
        && visible != null
        && mayNotStay(visible, leftOut ? null : wanted)) {
      found.add(line(key, DifferenceKind.SURPLUS, false));
    }
    if (placement == Placement.PARK && wanted != null) {
      if (parked == null) {
        found.add(line(key, DifferenceKind.MISSED, true));
      } else if (!parked.value().equals(wanted.value())) {
        found.add(line(key, DifferenceKind.DIFFERENT, true));
      }
    } else if (parked != null) {
      found.add(line(key, DifferenceKind.SURPLUS, true));
    }
  }

  private static boolean mayNotStay(KeyValue visible, @Nullable KeyValue wanted) {
    Facts there = Facts.of(CheckWorld.RULES.classify(visible));
    boolean sameLife =
        wanted != null
            && there.uid() != null
            && there.uid().equals(Facts.of(CheckWorld.RULES.classify(wanted)).uid());
    return sameLife || there.own() != Placement.LEAVE_OUT;
  }
}
