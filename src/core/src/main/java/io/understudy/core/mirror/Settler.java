package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.equality.DifferenceClass;
import io.understudy.core.equality.Equality;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.registry.Envelope;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares one key of the source with its two places on the target and decides what to do. Pure.
 */
final class Settler {

  private final Classifier classifier;
  private final List<Classifier> formerRules;
  private final ControlKeys keys;
  private final Prune prune;
  private final long equalAt;
  private final long theirsUpTo;

  /**
   * @param formerRules all that the target was written under
   */
  Settler(
      Classifier classifier,
      List<Classifier> formerRules,
      ControlKeys keys,
      Prune prune,
      long equalAt) {
    this(classifier, formerRules, keys, prune, equalAt, 0);
  }

  private Settler(
      Classifier classifier,
      List<Classifier> formerRules,
      ControlKeys keys,
      Prune prune,
      long equalAt,
      long theirsUpTo) {
    this.classifier = classifier;
    this.formerRules = formerRules;
    this.keys = keys;
    this.prune = prune;
    this.equalAt = equalAt;
    this.theirsUpTo = theirsUpTo;
  }

  /**
   * Leaves alone what a running standby itself maintains (see {@link DifferenceClass}) in objects
   * that the source has not changed since the given revision, as of which the target held what the
   * mirror wrote: what differs there was written by others since.
   */
  Settler leavingTheirs(long sourceRevision) {
    return new Settler(classifier, formerRules, keys, prune, equalAt, sourceRevision);
  }

  /**
   * Rewrites whatever differs, and deletes nothing but what the mirror is known to have written.
   */
  Settler recopying() {
    Prune atMost = prune == Prune.ALL ? Prune.MIRRORED : prune;
    return new Settler(classifier, formerRules, keys, atMost, Long.MAX_VALUE, 0);
  }

  /** While tailing the target holds what the mirror wrote at every revision. */
  Settler whileTailing() {
    return new Settler(classifier, formerRules, keys, prune, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * @param wanted the source's object, null if it has none
   * @param placement where that object belongs; ignored without one
   * @param visible what the target shows under the key
   * @param parked what the target keeps parked for it
   * @param mirrored whether what the target shows is known to be the mirror's
   */
  Settlement settle(
      Bytes key,
      @Nullable KeyValue wanted,
      Placement placement,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked,
      Predicate<KeyValue> mirrored) {
    if (wanted == null) {
      return unwanted(visible, parked, mirrored);
    }
    return switch (placement) {
      case MIRROR -> mirrored(key, wanted, visible, parked);
      case PARK -> parked(key, wanted, visible, parked, mirrored);
      case LEAVE_OUT -> leftOut(wanted, visible, parked, mirrored);
      case BLOCKED -> blocked(wanted, visible, parked, mirrored);
    };
  }

  private Settlement mirrored(
      Bytes key, KeyValue wanted, @Nullable KeyValue visible, @Nullable KeyValue parked) {
    List<Txn.Write> unpark = parked == null ? List.of() : List.of(Txn.delete(parked.key()));
    // First, since nothing has to be parsed or opened for it, and nearly all are equal.
    if (visible != null && isEqual(visible, wanted)) {
      return unpark.isEmpty() ? new Settlement.Settled() : new Settlement.Write(unpark);
    }
    if (visible != null && isOtherLife(visible, wanted)) {
      return new Settlement.Leave(List.of(Txn.delete(key)), true);
    }
    if (visible != null && wanted.modRevision() <= theirsUpTo) {
      DifferenceClass difference = difference(wanted, visible);
      if (!difference.isInconsistent()) {
        return new Settlement.Standbys(difference, unpark);
      }
    }
    Txn.Write put = put(key, wanted);
    return new Settlement.Write(unpark.isEmpty() ? List.of(put) : List.of(put, unpark.get(0)));
  }

  private Settlement parked(
      Bytes key,
      KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked,
      Predicate<KeyValue> mirrored) {
    List<Txn.Write> park =
        parked != null && isEqual(parked, wanted)
            ? List.of()
            : List.of(put(keys.parked(key), wanted));
    if (visible != null) {
      if (isSameLife(visible, wanted) || mayRemove(visible, mirrored)) {
        Txn.Write delete = Txn.delete(key);
        return new Settlement.Leave(
            park.isEmpty() ? List.of(delete) : List.of(delete, park.get(0)), false);
      }
      return isInScope(visible) ? new Settlement.Foreign(park) : written(park);
    }
    return written(park);
  }

  /** As parked, but for the body. */
  private Settlement blocked(
      KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked,
      Predicate<KeyValue> mirrored) {
    List<Txn.Write> unpark = parked == null ? List.of() : List.of(Txn.delete(parked.key()));
    if (visible == null) {
      return written(unpark);
    }
    if (isSameLife(visible, wanted) || mayRemove(visible, mirrored)) {
      return new Settlement.Leave(with(Txn.delete(visible.key()), unpark), false);
    }
    return isInScope(visible) ? new Settlement.Foreign(unpark) : written(unpark);
  }

  private Settlement leftOut(
      KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked,
      Predicate<KeyValue> mirrored) {
    List<Txn.Write> unpark = parked == null ? List.of() : List.of(Txn.delete(parked.key()));
    if (visible == null || !isInScope(visible)) {
      return written(unpark);
    }
    return isSameLife(visible, wanted) || mirrored.test(visible)
        ? new Settlement.Leave(with(Txn.delete(visible.key()), unpark), false)
        : new Settlement.Foreign(unpark);
  }

  private Settlement unwanted(
      @Nullable KeyValue visible, @Nullable KeyValue parked, Predicate<KeyValue> mirrored) {
    List<Txn.Write> unpark = parked == null ? List.of() : List.of(Txn.delete(parked.key()));
    if (visible == null || !isInScope(visible)) {
      return written(unpark);
    }
    return mayRemove(visible, mirrored)
        ? new Settlement.Leave(with(Txn.delete(visible.key()), unpark), false)
        : new Settlement.Foreign(unpark);
  }

  private boolean mayRemove(KeyValue visible, Predicate<KeyValue> mirrored) {
    return switch (prune) {
      case NONE -> false;
      case MIRRORED -> isInScope(visible) && mirrored.test(visible);
      case ALL -> isInScope(visible);
    };
  }

  private boolean isInScope(KeyValue visible) {
    return own(classifier, visible) != Placement.LEAVE_OUT
        || formerRules.stream().anyMatch(r -> own(r, visible) != Placement.LEAVE_OUT);
  }

  private static Placement own(Classifier classifier, KeyValue visible) {
    return classifier.classify(visible).verdict().placement();
  }

  private boolean isOtherLife(KeyValue visible, KeyValue wanted) {
    if (isOpaque(visible) && isOpaque(wanted)) {
      return equalAt > 0 && wanted.createRevision() > equalAt;
    }
    Id is = uid(visible);
    Id shall = uid(wanted);
    return is != null && shall != null && !is.equals(shall);
  }

  /** Nobody but the mirror brings an object with the source's UID to the target. */
  private boolean isSameLife(KeyValue visible, KeyValue wanted) {
    Id is = uid(visible);
    return is != null && is.equals(uid(wanted));
  }

  private boolean isOpaque(KeyValue kv) {
    return classifier.classify(kv).envelope() instanceof Envelope.Opaque;
  }

  private @Nullable Id uid(KeyValue kv) {
    Facts facts = Facts.of(classifier.classify(kv));
    return facts.opaque() ? null : facts.uid();
  }

  /** Lease ids differ from etcd to etcd; where leases are carried, that a key has one must not. */
  private boolean isEqual(KeyValue target, KeyValue source) {
    boolean sameLease =
        !classifier.rules().carryLeases() || (target.lease() == 0) == (source.lease() == 0);
    return sameLease && target.value().equals(source.value());
  }

  private DifferenceClass difference(KeyValue wanted, KeyValue visible) {
    boolean sameLease =
        !classifier.rules().carryLeases() || (visible.lease() == 0) == (wanted.lease() == 0);
    return sameLease
        ? Equality.between(wanted, visible, classifier::plaintext, classifier::plaintext)
        : DifferenceClass.CONTENT;
  }

  private static Txn.Write put(Bytes target, KeyValue source) {
    return new Txn.Write.Put(target, source.value(), source.lease());
  }

  private static Settlement written(List<Txn.Write> writes) {
    return writes.isEmpty() ? new Settlement.Settled() : new Settlement.Write(writes);
  }

  private static List<Txn.Write> with(Txn.Write first, List<Txn.Write> more) {
    return more.isEmpty() ? List.of(first) : List.of(first, more.get(0));
  }
}
