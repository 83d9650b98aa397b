package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares one key of the source with its two places on the target and decides what to do. Pure.
 */
final class Settler {

  private final Rules rules;
  private final List<Rules> formerRules;
  private final ControlKeys keys;
  private final Prune prune;

  /**
   * @param formerRules all that the target was written under
   */
  Settler(Rules rules, List<Rules> formerRules, ControlKeys keys, Prune prune) {
    this.rules = rules;
    this.formerRules = formerRules;
    this.keys = keys;
    this.prune = prune;
  }

  /**
   * @param wanted the source's object, null if it has none
   * @param placement where that object belongs; ignored without one
   * @param visible what the target shows under the key
   * @param parked what the target keeps parked for it
   */
  Settlement settle(
      Bytes key,
      @Nullable KeyValue wanted,
      Placement placement,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked,
      Origin origin) {
    if (wanted == null) {
      return unwanted(visible, parked, origin);
    }
    return switch (placement) {
      case MIRROR -> mirrored(key, wanted, visible, parked);
      case PARK -> parked(key, wanted, visible, parked, origin);
      case LEAVE_OUT -> leftOut(visible, parked, origin);
    };
  }

  private Settlement mirrored(
      Bytes key, KeyValue wanted, @Nullable KeyValue visible, @Nullable KeyValue parked) {
    if (visible != null && isOtherLife(visible, wanted)) {
      return new Settlement.Leave(List.of(Txn.delete(key)), true);
    }
    List<Txn.Write> unpark = parked == null ? List.of() : List.of(Txn.delete(parked.key()));
    if (visible != null && isEqual(visible, wanted)) {
      return unpark.isEmpty() ? new Settlement.Settled() : new Settlement.Write(unpark);
    }
    Txn.Write put = put(key, wanted);
    return new Settlement.Write(unpark.isEmpty() ? List.of(put) : List.of(put, unpark.get(0)));
  }

  private Settlement parked(
      Bytes key,
      KeyValue wanted,
      @Nullable KeyValue visible,
      @Nullable KeyValue parked,
      Origin origin) {
    List<Txn.Write> park =
        parked != null && isEqual(parked, wanted)
            ? List.of()
            : List.of(put(keys.parked(key), wanted));
    if (visible != null) {
      if (mayRemove(visible, origin)) {
        Txn.Write delete = Txn.delete(key);
        return new Settlement.Leave(
            park.isEmpty() ? List.of(delete) : List.of(delete, park.get(0)), false);
      }
      return isInScope(visible) ? new Settlement.Foreign(park) : written(park);
    }
    return written(park);
  }

  private Settlement leftOut(@Nullable KeyValue visible, @Nullable KeyValue parked, Origin origin) {
    List<Txn.Write> unpark = parked == null ? List.of() : List.of(Txn.delete(parked.key()));
    if (visible != null && isInScope(visible) && origin.isMirrored(visible)) {
      return new Settlement.Leave(with(Txn.delete(visible.key()), unpark), false);
    }
    return written(unpark);
  }

  private Settlement unwanted(
      @Nullable KeyValue visible, @Nullable KeyValue parked, Origin origin) {
    List<Txn.Write> unpark = parked == null ? List.of() : List.of(Txn.delete(parked.key()));
    if (visible == null || !isInScope(visible)) {
      return written(unpark);
    }
    return mayRemove(visible, origin)
        ? new Settlement.Leave(with(Txn.delete(visible.key()), unpark), false)
        : new Settlement.Foreign(unpark);
  }

  private boolean mayRemove(KeyValue visible, Origin origin) {
    return switch (prune) {
      case NONE -> false;
      case MIRRORED -> isInScope(visible) && origin.isMirrored(visible);
      case ALL -> isInScope(visible);
    };
  }

  private boolean isInScope(KeyValue visible) {
    return own(rules, visible) != Placement.LEAVE_OUT
        || formerRules.stream().anyMatch(r -> own(r, visible) != Placement.LEAVE_OUT);
  }

  private static Placement own(Rules rules, KeyValue visible) {
    return rules.classify(visible).verdict().placement();
  }

  private boolean isOtherLife(KeyValue visible, KeyValue wanted) {
    Facts is = Facts.of(rules.classify(visible));
    Facts shall = Facts.of(rules.classify(wanted));
    Id isUid = is.uid();
    Id shallUid = shall.uid();
    return isUid != null
        && shallUid != null
        && !is.opaque()
        && !shall.opaque()
        && !isUid.equals(shallUid);
  }

  /** Lease ids differ from etcd to etcd; where leases are carried, that a key has one must not. */
  private boolean isEqual(KeyValue target, KeyValue source) {
    boolean sameLease = !rules.carryLeases() || (target.lease() == 0) == (source.lease() == 0);
    return sameLease && target.value().equals(source.value());
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
