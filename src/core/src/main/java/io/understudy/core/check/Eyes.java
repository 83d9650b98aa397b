package io.understudy.core.check;

import io.understudy.core.check.Seen.State;
import io.understudy.core.equality.Equality;
import io.understudy.core.ownership.Facts;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import org.jspecify.annotations.Nullable;

/** Puts the three places of one key beside each other. Pure. */
final class Eyes {

  private final Classifier classifier;

  Eyes(Classifier classifier) {
    this.classifier = classifier;
  }

  /**
   * @param facts of the source's object, null if it has none
   * @param wanted that object
   * @param visible what the target shows under the key
   * @param parked what the target keeps parked for it
   */
  Seen look(
      @Nullable Facts facts,
      @Nullable KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked) {
    if (wanted == null || facts == null) {
      return new Seen(
          visible == null ? State.ABSENT : State.CONTENT,
          parked == null ? State.ABSENT : State.CONTENT,
          visible != null && isInScope(facts(visible)),
          false);
    }
    State shown = visible(wanted, visible);
    // The same bytes are the same object by the same rules.
    Facts there = visible == null || shown == State.EQUAL ? facts : facts(visible);
    return new Seen(
        shown,
        parked(wanted, parked),
        visible != null && isInScope(there),
        visible != null && isSameLife(there, facts));
  }

  private Facts facts(KeyValue kv) {
    return Facts.of(classifier.classify(kv));
  }

  private State visible(KeyValue wanted, @Nullable KeyValue visible) {
    if (visible == null) {
      return State.ABSENT;
    }
    if (!isSameLease(wanted, visible)) {
      return State.CONTENT;
    }
    if (wanted.value().equals(visible.value())) {
      return State.EQUAL;
    }
    if (classifier.plaintext(wanted).isEmpty() || classifier.plaintext(visible).isEmpty()) {
      return State.CANNOT_COMPARE;
    }
    return switch (Equality.between(
        wanted, visible, classifier::plaintext, classifier::plaintext)) {
      case EQUAL -> State.EQUAL;
      case ENCRYPTION_ONLY -> State.ENCRYPTION_ONLY;
      case STATUS_ONLY -> State.STATUS_ONLY;
      case STANDBY_OWNED -> State.STANDBY_OWNED;
      case CONTENT -> State.CONTENT;
    };
  }

  private State parked(KeyValue wanted, @Nullable KeyValue parked) {
    if (parked == null) {
      return State.ABSENT;
    }
    boolean equal = wanted.value().equals(parked.value()) && isSameLease(wanted, parked);
    return equal ? State.EQUAL : State.CONTENT;
  }

  /** Lease ids differ from etcd to etcd; where leases are carried, that a key has one must not. */
  private boolean isSameLease(KeyValue wanted, KeyValue there) {
    return !classifier.rules().carryLeases() || (wanted.lease() == 0) == (there.lease() == 0);
  }

  private static boolean isInScope(Facts visible) {
    return visible.own() != Placement.LEAVE_OUT;
  }

  /** Nobody but the mirror brings an object with the source's UID to the target. */
  private static boolean isSameLife(Facts visible, Facts wanted) {
    return visible.uid() != null
        && !visible.opaque()
        && !wanted.opaque()
        && visible.uid().equals(wanted.uid());
  }
}
