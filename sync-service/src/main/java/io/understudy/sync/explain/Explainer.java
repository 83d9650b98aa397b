package io.understudy.sync.explain;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Verdict;
import io.understudy.sync.explain.Explanation.Owner;
import io.understudy.sync.explain.Explanation.RuleVerdict;
import io.understudy.sync.explain.Explanation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains one key: reads it and its owners from the source, and places them by the very class that
 * the mirror places all objects with.
 */
public final class Explainer {

  /** Kubernetes' own chains are two or three long. */
  private static final int MAX_DEPTH = 10;

  private static final int MAX_OWNERS = 200;

  private final Etcd source;
  private final Etcd target;
  private final ControlKeys keys;
  private final Classifier classifier;
  private final TargetLimit limit;

  /**
   * @param limit how large an object may be for the target
   */
  public Explainer(
      Etcd source, Etcd target, ControlKeys keys, Classifier classifier, TargetLimit limit) {
    this.limit = limit;
    this.source = source;
    this.target = target;
    this.keys = keys;
    this.classifier = classifier;
  }

  /**
   * @return empty if the source has no such key
   * @throws EtcdException if one end does not answer
   */
  public Optional<Explanation> explain(Bytes key) {
    Found found = source.get(List.of(key), 0).await();
    KeyValue kv = found.keys().get(key);
    if (kv == null) {
      return Optional.empty();
    }
    OwnerFinder finder = new OwnerFinder(source, classifier, found.revision(), limit);
    Classified object = finder.classified(kv);
    RegistryIndex index = new RegistryIndex(classifier.rules().followOwners());
    put(index, finder.facts(object));
    List<Reference> references = new ArrayList<>();
    gather(object, 1, index, references, finder);
    List<Owner> owners = references.stream().map(reference -> reference.told(index)).toList();
    Placement placement = placement(index, key);
    return Optional.of(
        new Explanation(
            key.utf8(),
            text(placement),
            why(object, placement, owners),
            told(object.verdict()),
            owners,
            told(kv, object.envelope()),
            target(key, kv.value())));
  }

  /** One owner reference, and what it leads to. */
  private record Reference(Bytes of, OwnerReference owner, Optional<Classified> found) {

    Owner told(RegistryIndex index) {
      String at = found.map(object -> object.key().utf8()).orElse(null);
      String placed = found.map(object -> text(placement(index, object.key()))).orElse(null);
      String rule = found.map(object -> object.verdict().rule()).orElse(null);
      return new Owner(of.utf8(), owner.kind(), owner.name(), owner.uid(), at, placed, rule);
    }
  }

  private static void gather(
      Classified object,
      int depth,
      RegistryIndex index,
      List<Reference> references,
      OwnerFinder finder) {
    if (!(object.envelope() instanceof Envelope.Readable readable)) {
      return;
    }
    List<Classified> next = new ArrayList<>();
    for (OwnerReference owner : readable.header().owners()) {
      if (references.size() == MAX_OWNERS) {
        return;
      }
      Optional<Classified> found = finder.find(owner, readable.header().namespace());
      references.add(new Reference(object.key(), owner, found));
      found.filter(known -> index.life(known.key()) == null).ifPresent(next::add);
      found.ifPresent(known -> put(index, finder.facts(known)));
    }
    if (depth < MAX_DEPTH) {
      next.forEach(owner -> gather(owner, depth + 1, index, references, finder));
    }
  }

  private static void put(RegistryIndex index, Facts object) {
    index.apply(List.of(new RegistryIndex.Change.Put(object)));
  }

  private static Placement placement(RegistryIndex index, Bytes key) {
    Life life = index.life(key);
    if (life == null) {
      throw new IllegalStateException("an object was placed and is not there: " + key);
    }
    return life.placement();
  }

  private static String why(Classified object, Placement placement, List<Owner> owners) {
    Verdict verdict = object.verdict();
    if (placement == verdict.placement()) {
      return verdict.reason();
    }
    if (placement == Placement.BLOCKED) {
      return "it is too large for the target (understudy.target.max-request-bytes)";
    }
    if (owners.isEmpty()) {
      return "the key does not start with a slash, so that it cannot be parked";
    }
    List<Owner> own =
        owners.stream().filter(owner -> owner.of().equals(object.key().utf8())).toList();
    if (placement == Placement.LEAVE_OUT) {
      return "all its owners are left out: " + named(own);
    }
    List<Owner> hidden =
        own.stream().filter(owner -> !text(Placement.MIRROR).equals(owner.placement())).toList();
    return "not all its owners are visible on the target: " + named(hidden);
  }

  private static String named(List<Owner> owners) {
    List<String> names = new ArrayList<>();
    for (Owner owner : owners) {
      String placed = owner.placement() == null ? "not in the source" : owner.placement();
      names.add(owner.kind() + " " + owner.name() + " (" + placed + ")");
    }
    return String.join(", ", names);
  }

  private Target target(Bytes key, Bytes value) {
    Bytes parkedKey = keys.parked(key);
    var found = target.get(List.of(key, parkedKey), 0).await().keys();
    KeyValue visible = found.get(key);
    KeyValue parked = found.get(parkedKey);
    if (visible != null && parked != null) {
      return at("both", visible, value);
    }
    return parked != null ? at("parked", parked, value) : at("visible", visible, value);
  }

  private static Target at(String where, @Nullable KeyValue kv, Bytes value) {
    return kv == null
        ? new Target("absent", null, null)
        : new Target(where, kv.value().equals(value), kv.modRevision());
  }

  private static Explanation.Found told(KeyValue kv, Envelope envelope) {
    String kind = null;
    String uid = null;
    if (envelope instanceof Envelope.Readable readable) {
      kind = readable.header().kind();
      uid = readable.header().uid();
    }
    return new Explanation.Found(
        kind, uid, EnvelopeReader.isEncrypted(kv.value()), kv.createRevision(), kv.modRevision());
  }

  private static RuleVerdict told(Verdict verdict) {
    return new RuleVerdict(
        verdict.rule(), text(verdict.placement()), verdict.reason(), verdict.regardlessOfOwners());
  }

  private static String text(Placement placement) {
    return placement.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
