package io.understudy.core.mirror;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.OwnerKeys;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys of an object's owners: the index knows an owner by its UID and can tell whether a
 * key is its.
 */
final class OwnersOf {

  private static final int MAX_DEFINITIONS = 10_000;

  private final RunContext context;
  private final SourceReach reach;
  private final RegistryIndex index;
  private @Nullable List<String> definitions;

  /**
   * @param reach what of the source may be read
   */
  OwnersOf(RunContext context, SourceReach reach, RegistryIndex index) {
    this.reach = reach;
    this.context = context;
    this.index = index;
  }

  /**
   * Keys of all its owners that are to be visible on the target. An encrypted object hides them.
   *
   * @return null if the key of one of them is not found
   */
  @Nullable List<Bytes> find(KeyValue object) {
    List<Bytes> keys = new ArrayList<>();
    if (context.classifier().classify(object).envelope() instanceof Envelope.Readable readable) {
      String namespace = readable.header().namespace();
      for (OwnerReference reference : readable.header().owners()) {
        Facts.Owner owner =
            new Facts.Owner(
                Id.ofUid(reference.uid()),
                Id.ofName(reference.kind(), namespace, reference.name()));
        if (index.placementOf(owner) != Placement.MIRROR) {
          continue;
        }
        Bytes key = find(reference, owner, namespace);
        if (key == null) {
          return null;
        }
        keys.add(key);
      }
    }
    return keys;
  }

  private @Nullable Bytes find(OwnerReference reference, Facts.Owner owner, String namespace) {
    Bytes likely = among(OwnerKeys.likely(reference, namespace), owner);
    return likely != null || OwnerKeys.group(reference).isEmpty()
        ? likely
        : among(OwnerKeys.defined(reference, namespace, definitions()), owner);
  }

  private @Nullable Bytes among(List<Bytes> keys, Facts.Owner owner) {
    for (Bytes key : keys) {
      Life life = index.life(key);
      Id uid = life == null ? null : life.uid();
      if (uid != null && (uid.equals(owner.uid()) || uid.equals(owner.byName()))) {
        return key;
      }
    }
    return null;
  }

  /** Names of the custom resource definitions in the source as it is now. */
  private List<String> definitions() {
    List<String> known = definitions;
    if (known == null && !reach.range().contains(Rank.DEFINITION.prefix())) {
      // Asking would be refused.
      known = List.of();
    }
    if (known == null) {
      Bytes prefix = Rank.DEFINITION.prefix();
      known =
          context
              .patiently(
                  "definitions",
                  () ->
                      context
                          .source()
                          .range(RangeQuery.keys(KeyRange.prefix(prefix), 0, MAX_DEFINITIONS))
                          .await()
                          .keys())
              .stream()
              .map(kv -> kv.key().dropFirst(prefix.length()).utf8())
              .toList();
      definitions = known;
    }
    return known;
  }
}
