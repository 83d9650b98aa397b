package io.understudy.core.mirror;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.registry.VolumeBinding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are to leave the target's registry, and what hangs on them there: as a dependent, as
 * contents of a namespace or a definition, as a volume bound to a claim. One on which something
 * hangs that does not leave must stay. Owners that encryption hides are not known.
 *
 * <p>Once found to be hung on, an object stays so, whatever becomes of what hangs on it.
 */
final class HangingOn {

  private static final KeyRange REGISTRY = KeyRange.prefix(RegistryKeys.PREFIX);

  private final RunContext context;
  private final Base base;
  private final Map<Bytes, KeyValue> leaving = new LinkedHashMap<>();
  private final Map<Id, Set<Bytes>> leavingByUid = new HashMap<>();
  private final Map<Bytes, Set<Bytes>> leavingHangers = new HashMap<>();
  private final Set<Bytes> hungOn = new HashSet<>();
  private final List<KeyRange> slices = new ArrayList<>();
  private final PageSize size;
  private long readTo;

  /**
   * @param leaving as the target shows them; those that nothing tells apart leave in this order
   */
  HangingOn(RunContext context, Base base, List<KeyValue> leaving) {
    this.context = context;
    this.base = base;
    this.size = new PageSize(context.limits());
    for (KeyValue each : leaving) {
      this.leaving.put(each.key(), each);
      Id uid = facts(each).uid();
      if (uid != null) {
        leavingByUid.computeIfAbsent(uid, id -> new HashSet<>()).add(each.key());
      }
    }
    for (KeyValue each : leaving) {
      for (Bytes above : hangsOn(each)) {
        leavingHangers.computeIfAbsent(above, key -> new HashSet<>()).add(each.key());
      }
    }
  }

  /** Reads all that the target shows; the tail is kept up with meanwhile. */
  void readAll() {
    readTo = now();
    Pager pager = new Pager(context, context.target(), REGISTRY, size);
    while (!pager.isDone()) {
      Pager.Slice slice = pager.next(0);
      slices.add(slice.range());
      slice.keys().forEach(this::see);
      if (base.isPressed()) {
        base.keepUp();
      }
    }
  }

  /** Reads what has been written since, by the mirror or by others. */
  void catchUp() {
    long now = now();
    if (now == readTo) {
      return;
    }
    for (KeyRange slice : slices) {
      writtenSince(slice).forEach(this::see);
    }
    readTo = now;
  }

  /** Whether something hangs on it that does not leave. */
  boolean isHungOn(Bytes key) {
    return hungOn.contains(key);
  }

  /**
   * Those that may leave next, each after all that leave with it and hang on it. Objects that hang
   * on each other are never among them.
   */
  List<Bytes> next(int most) {
    Set<Bytes> next = new LinkedHashSet<>();
    int before = -1;
    while (next.size() > before && next.size() < most) {
      before = next.size();
      for (Bytes key : leaving.keySet()) {
        Set<Bytes> hangers = leavingHangers.getOrDefault(key, Set.of());
        boolean free = hangers.stream().allMatch(h -> next.contains(h) || !leaving.containsKey(h));
        if (free && next.size() < most) {
          next.add(key);
        }
      }
    }
    return List.copyOf(next);
  }

  /** Keys that have neither left nor stayed. */
  List<Bytes> undecided() {
    return List.copyOf(leaving.keySet());
  }

  void hasLeft(Bytes key) {
    leaving.remove(key);
  }

  /**
   * It does not leave after all, so what it hangs on must not either.
   *
   * @param there as the target has it now, null if somebody else has taken it away
   */
  void stays(Bytes key, @Nullable KeyValue there) {
    leaving.remove(key);
    if (there != null) {
      hungOn.addAll(hangsOn(there));
    }
  }

  private List<KeyValue> writtenSince(KeyRange slice) {
    RangeQuery written =
        new RangeQuery(slice, 0, 0, RangeQuery.Content.KEYS_AND_VALUES, readTo + 1);
    try {
      return context.patiently(
          "what the target wrote", () -> context.target().range(written).await().keys());
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.TOO_LARGE) {
        throw e;
      }
    }
    List<KeyValue> all = new ArrayList<>();
    Pager pager = new Pager(context, context.target(), slice, size);
    while (!pager.isDone()) {
      all.addAll(pager.next(0).keys());
    }
    return all;
  }

  private void see(KeyValue object) {
    KeyValue leaves = leaving.get(object.key());
    if (leaves == null || leaves.modRevision() != object.modRevision()) {
      hungOn.addAll(hangsOn(object));
    }
  }

  /** What is to leave and this object hangs on. */
  private Set<Bytes> hangsOn(KeyValue object) {
    Set<Bytes> above = new HashSet<>(Rank.homes(object.key()));
    for (Facts.Owner owner : facts(object).owners()) {
      above.addAll(leavingByUid.getOrDefault(owner.uid(), Set.of()));
      above.addAll(leavingByUid.getOrDefault(owner.byName(), Set.of()));
    }
    claim(object).ifPresent(above::add);
    above.retainAll(leaving.keySet());
    above.remove(object.key());
    return above;
  }

  private Optional<Bytes> claim(KeyValue object) {
    return object.key().startsWith(Rank.VOLUME.prefix())
        ? context
            .classifier()
            .plaintext(object)
            .flatMap(VolumeBinding::of)
            .map(to -> Rank.CLAIM.prefix().plus(Bytes.utf8(to.namespace() + "/" + to.name())))
        : Optional.empty();
  }

  private Facts facts(KeyValue object) {
    return Facts.of(context.classifier().classify(object));
  }

  private long now() {
    return context.patiently("revision of the target", () -> SourceRevision.now(context.target()));
  }
}
