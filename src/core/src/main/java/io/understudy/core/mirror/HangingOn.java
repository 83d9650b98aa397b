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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Of the objects that are to leave the target's registry, those that must stay since something else
 * that it shows hangs on them: as a dependent, as contents of a namespace or a definition, as a
 * volume bound to a claim. Owners that encryption hides are not known.
 *
 * <p>Once found to be hung on, an object stays so, whatever becomes of what hangs on it.
 */
final class HangingOn {

  private static final KeyRange REGISTRY = KeyRange.prefix(RegistryKeys.PREFIX);

  private final RunContext context;
  private final Base base;
  private final Map<Bytes, KeyValue> leaving = new HashMap<>();
  private final Map<Id, Bytes> leavingByUid = new HashMap<>();
  private final Set<Bytes> hungOn = new HashSet<>();
  private final List<KeyRange> slices = new ArrayList<>();
  private final PageSize size;
  private long readTo;

  /**
   * @param leaving as the target shows them
   */
  HangingOn(RunContext context, Base base, List<KeyValue> leaving) {
    this.context = context;
    this.base = base;
    this.size = new PageSize(context.limits());
    for (KeyValue each : leaving) {
      this.leaving.put(each.key(), each);
      Id uid = facts(each).uid();
      if (uid != null) {
        leavingByUid.put(uid, each.key());
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

  boolean isHungOn(Bytes key) {
    return hungOn.contains(key);
  }

  /** It does not leave after all, so what it hangs on must not either. */
  void stays(KeyValue object) {
    leaving.remove(object.key());
    hold(object);
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
      hold(object);
    }
  }

  private void hold(KeyValue object) {
    Rank.homes(object.key()).forEach(this::hold);
    for (Facts.Owner owner : facts(object).owners()) {
      hold(leavingByUid.get(owner.uid()));
      hold(leavingByUid.get(owner.byName()));
    }
    claim(object).ifPresent(this::hold);
  }

  private void hold(@Nullable Bytes key) {
    if (key != null && leaving.containsKey(key)) {
      hungOn.add(key);
    }
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
