package io.understudy.core.explain;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.registry.OwnerHome;
import io.understudy.core.registry.OwnerKeys;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.scope.Classifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for owners on the standby, visible or parked. */
final class StandbyOwners {

  private static final int KEYS_AT_ONCE = 50;
  private static final int MAX_DEFINITIONS = 10_000;
  private static final Bytes DEFINITIONS =
      Bytes.utf8("/registry/apiextensions.k8s.io/customresourcedefinitions/");

  private final Etcd target;
  private final ControlKeys keys;
  private final Classifier classifier;
  private @Nullable List<String> definitions;

  StandbyOwners(Etcd target, ControlKeys keys, Classifier classifier) {
    this.target = target;
    this.keys = keys;
    this.classifier = classifier;
  }

  /**
   * The first owner that the standby lacks, or has under another UID.
   *
   * @param namespace of the dependent
   * @param revision T
   */
  Optional<Cause> lacking(List<OwnerReference> owners, String namespace, long revision) {
    for (OwnerReference owner : owners) {
      Optional<Cause> cause = lacking(owner, namespace, revision);
      if (cause.isPresent()) {
        return cause;
      }
    }
    return Optional.empty();
  }

  private Optional<Cause> lacking(OwnerReference owner, String namespace, long revision) {
    Optional<Cause> otherUid = Optional.empty();
    for (Map.Entry<Bytes, KeyValue> found :
        read(candidates(owner, namespace), revision).entrySet()) {
      Bytes key = keys.isParked(found.getKey()) ? keys.unparked(found.getKey()) : found.getKey();
      ObjectHeader header = header(key, found.getValue()).orElse(null);
      if (header == null || header.uid().equals(owner.uid())) {
        // One that cannot be read may be the owner: no evidence against it.
        return Optional.empty();
      }
      if (header.kind().equals(owner.kind())) {
        otherUid = Optional.of(new Cause.OwnerOtherUid(owner, key, header.uid()));
      }
    }
    return otherUid.or(() -> Optional.of(new Cause.OwnerMissing(owner, revision)));
  }

  private List<Bytes> candidates(OwnerReference owner, String namespace) {
    Optional<OwnerHome> builtIn = OwnerHome.builtIn(owner);
    if (builtIn.isPresent()) {
      return List.of(builtIn.get().key(namespace, owner.name()));
    }
    Set<Bytes> all = new LinkedHashSet<>(OwnerKeys.defined(owner, namespace, definitions()));
    all.addAll(OwnerKeys.likely(owner, namespace));
    return List.copyOf(all);
  }

  private Map<Bytes, KeyValue> read(List<Bytes> candidates, long revision) {
    List<Bytes> places = new ArrayList<>(candidates);
    candidates.forEach(key -> places.add(keys.parked(key)));
    Map<Bytes, KeyValue> found = new HashMap<>();
    for (int from = 0; from < places.size(); from += KEYS_AT_ONCE) {
      List<Bytes> some = places.subList(from, Math.min(from + KEYS_AT_ONCE, places.size()));
      found.putAll(target.get(some, revision).await().keys());
    }
    return found;
  }

  private Optional<ObjectHeader> header(Bytes key, KeyValue kv) {
    return classifier
        .plaintext(key, kv.value())
        .map(EnvelopeReader::read)
        .filter(Envelope.Readable.class::isInstance)
        .map(envelope -> ((Envelope.Readable) envelope).header());
  }

  /** Names of the definitions on the standby as it is now, visible ones and parked. */
  private List<String> definitions() {
    List<String> known = definitions;
    if (known == null) {
      known = new ArrayList<>();
      for (Bytes prefix : List.of(DEFINITIONS, keys.parked(DEFINITIONS))) {
        RangeQuery query = RangeQuery.keys(KeyRange.prefix(prefix), 0, MAX_DEFINITIONS);
        for (KeyValue kv : target.range(query).await().keys()) {
          known.add(kv.key().dropFirst(prefix.length()).utf8());
        }
      }
      definitions = known;
    }
    return known;
  }
}
