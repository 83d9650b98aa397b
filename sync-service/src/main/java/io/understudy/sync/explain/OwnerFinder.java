package io.understudy.sync.explain;

import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.ownership.Facts;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Page;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.OwnerKeys;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Classifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the object that an owner reference means, in the source at one revision. */
final class OwnerFinder {

  private static final int KEYS_AT_ONCE = 100;
  private static final int MAX_DEFINITIONS = 10_000;
  private static final Bytes DEFINITIONS =
      Bytes.utf8("/registry/apiextensions.k8s.io/customresourcedefinitions/");

  private final Etcd source;
  private final Classifier classifier;
  private final long revision;
  private final TargetLimit limit;
  private final Set<Bytes> tooLarge = new HashSet<>();
  private Optional<List<String>> definitions = Optional.empty();

  OwnerFinder(Etcd source, Classifier classifier, long revision, TargetLimit limit) {
    this.limit = limit;
    this.source = source;
    this.classifier = classifier;
    this.revision = revision;
  }

  /**
   * @param namespace of the dependent, empty if it has none
   */
  Optional<Classified> find(OwnerReference owner, String namespace) {
    Optional<Classified> found = among(OwnerKeys.likely(owner, namespace), owner);
    if (found.isPresent() || OwnerKeys.group(owner).isEmpty()) {
      return found;
    }
    return among(OwnerKeys.defined(owner, namespace, definitions()), owner);
  }

  private Optional<Classified> among(List<Bytes> keys, OwnerReference owner) {
    for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
      List<Bytes> some = keys.subList(from, Math.min(from + KEYS_AT_ONCE, keys.size()));
      Map<Bytes, KeyValue> found = source.get(some, revision).await().keys();
      for (Bytes key : some) {
        KeyValue kv = found.get(key);
        Classified object = kv == null ? null : classified(kv);
        if (object != null && isMeant(object, owner)) {
          return Optional.of(object);
        }
      }
    }
    return Optional.empty();
  }

  /** As the index wants to know it. */
  Facts facts(Classified object) {
    return Facts.of(object).blockedIf(tooLarge.contains(object.key()));
  }

  /** Also notes whether it is too large for the target. */
  Classified classified(KeyValue kv) {
    if (limit.isTooLarge(kv.key(), kv.value().length())) {
      tooLarge.add(kv.key());
    }
    return classifier.classify(kv);
  }

  /** An encrypted object hides its UID; the mirror then goes by its name, and so does this. */
  private static boolean isMeant(Classified object, OwnerReference owner) {
    return switch (object.envelope()) {
      case Envelope.Readable readable -> readable.header().uid().equals(owner.uid());
      case Envelope.Opaque opaque -> true;
      case Envelope.Unreadable unreadable -> false;
    };
  }

  private List<String> definitions() {
    List<String> known = definitions.orElseGet(this::readDefinitions);
    definitions = Optional.of(known);
    return known;
  }

  private List<String> readDefinitions() {
    KeyRange range = KeyRange.prefix(DEFINITIONS);
    Page page = source.range(RangeQuery.keys(range, revision, MAX_DEFINITIONS)).await();
    List<String> names = new ArrayList<>();
    page.keys().forEach(kv -> names.add(kv.key().dropFirst(DEFINITIONS.length()).utf8()));
    return names;
  }
}
