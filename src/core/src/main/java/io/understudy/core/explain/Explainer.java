package io.understudy.core.explain;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the likeliest cause of a difference. What the values alone tell comes first; then who wrote
 * the target's; then whether it has passed; then the owners.
 *
 * <p>A handful of small reads a difference, some thirty more where a deletion is looked for, so
 * explain a bounded number of them. Not thread-safe; one for each check.
 */
public final class Explainer {

  private final Etcd source;
  private final Etcd target;
  private final ControlKeys keys;
  private final Classifier classifier;
  private final TargetLimit limit;
  private final StandbyOwners owners;
  private final Authorship authorship;
  private final Recheck recheck;

  /**
   * @param limit how large an object may be for the target
   */
  public Explainer(
      Etcd source, Etcd target, ControlKeys keys, Classifier classifier, TargetLimit limit) {
    this.source = source;
    this.target = target;
    this.keys = keys;
    this.classifier = classifier;
    this.limit = limit;
    this.owners = new StandbyOwners(target, keys, classifier);
    this.authorship = new Authorship(target, keys, classifier);
    this.recheck = new Recheck(source, target, keys, classifier);
  }

  /**
   * Reads both values of a difference that was found without them.
   *
   * @param parked whether it is about the parked copy
   * @throws EtcdException COMPACTED if one of the revisions is gone
   */
  public Difference read(
      Bytes key, Difference.Kind kind, boolean parked, long watermark, long targetRevision) {
    Bytes place = parked ? keys.parked(key) : key;
    var wanted = source.get(List.of(key), watermark);
    var there = target.get(List.of(place), targetRevision);
    Map<Bytes, KeyValue> atSource = wanted.await().keys();
    Map<Bytes, KeyValue> atTarget = there.await().keys();
    return new Difference(
        key, kind, parked, atSource.get(key), atTarget.get(place), watermark, targetRevision);
  }

  /** Never throws for an etcd that does not answer: then the cause is unknown, and says so. */
  public Cause explain(Difference difference) {
    List<String> lookedAt = new ArrayList<>();
    try {
      return byValues(difference)
          .or(() -> byHistory(difference, lookedAt))
          .orElseGet(() -> new Cause.Unknown(lookedAt));
    } catch (EtcdException e) {
      lookedAt.add("an etcd could not be asked further (" + e.kind() + "): " + e.getMessage());
      return new Cause.Unknown(lookedAt);
    }
  }

  private Optional<Cause> byValues(Difference difference) {
    KeyValue wanted = difference.source();
    KeyValue there = difference.target();
    if (wanted != null && there != null) {
      Optional<Cause> cause =
          cannotCompare("source", difference.key(), wanted)
              .or(() -> cannotCompare("target", difference.key(), there))
              .or(() -> outOfScope(difference.key(), wanted, there));
      if (cause.isPresent() && !wanted.value().equals(there.value())) {
        return cause;
      }
    }
    return wanted != null && limit.isTooLarge(difference.key(), wanted.value().length())
        ? Optional.of(new Cause.Blocked(wanted.value().length(), limit.objectMaxBytes()))
        : Optional.empty();
  }

  private Optional<Cause> byHistory(Difference difference, List<String> lookedAt) {
    KeyValue there = difference.target();
    if (there == null) {
      return recheck
          .isGone(difference, lookedAt)
          .or(() -> ownerLacking(difference, lookedAt))
          .or(() -> authorship.ofDeletion(difference, lookedAt));
    }
    return ownerLacking(difference, lookedAt)
        .or(() -> authorship.ofTarget(difference, there, lookedAt))
        .or(() -> recheck.isGone(difference, lookedAt));
  }

  private Optional<Cause> cannotCompare(String side, Bytes key, KeyValue kv) {
    if (classifier.plaintext(key, kv.value()).isPresent()) {
      return Optional.empty();
    }
    return switch (EnvelopeReader.read(kv.value())) {
      case Envelope.Opaque opaque ->
          Optional.of(new Cause.CannotCompare(side, opaque.provider(), opaque.keyName()));
      case Envelope.Readable readable -> Optional.empty();
      case Envelope.Unreadable unreadable ->
          Optional.of(new Cause.CannotCompare(side, "not known here", ""));
    };
  }

  private Optional<Cause> outOfScope(Bytes key, KeyValue wanted, KeyValue there) {
    Verdict one = classified(key, wanted).verdict();
    Verdict other = classified(key, there).verdict();
    return one.placement() == other.placement()
        ? Optional.empty()
        : Optional.of(new Cause.OutOfScope(side(one), side(other)));
  }

  private static Cause.OutOfScope.Side side(Verdict verdict) {
    return new Cause.OutOfScope.Side(verdict.rule(), verdict.placement());
  }

  /**
   * Of an object that the target should show and does not, any owner that is not there; of one that
   * it shows, those owners whose references the target's value has lost.
   */
  private Optional<Cause> ownerLacking(Difference difference, List<String> lookedAt) {
    KeyValue wanted = difference.source();
    if (wanted == null || difference.parked() || difference.kind() == Difference.Kind.SURPLUS) {
      return Optional.empty();
    }
    ObjectHeader header = header(difference.key(), wanted);
    if (header == null) {
      lookedAt.add("its owners cannot be read, it is encrypted or damaged");
      return Optional.empty();
    }
    List<OwnerReference> wantedOwners = new ArrayList<>(header.owners());
    KeyValue there = difference.target();
    ObjectHeader kept = there == null ? null : header(difference.key(), there);
    if (there != null && kept == null) {
      return Optional.empty();
    }
    if (kept != null) {
      kept.owners().forEach(has -> wantedOwners.removeIf(o -> o.uid().equals(has.uid())));
    }
    Optional<Cause> cause =
        owners.lacking(wantedOwners, header.namespace(), difference.targetRevision());
    if (cause.isEmpty() && there == null) {
      lookedAt.add(
          header.owners().isEmpty()
              ? "it has no owners"
              : "all its owners are on the standby, visible or parked");
    }
    return cause;
  }

  private @Nullable ObjectHeader header(Bytes key, KeyValue kv) {
    return classified(key, kv).envelope() instanceof Envelope.Readable readable
        ? readable.header()
        : null;
  }

  private Classified classified(Bytes key, KeyValue kv) {
    return classifier.classify(
        new KeyValue(
            key, kv.value(), kv.createRevision(), kv.modRevision(), kv.version(), kv.lease()));
  }
}
