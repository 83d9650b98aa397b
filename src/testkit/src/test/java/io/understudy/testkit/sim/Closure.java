package io.understudy.testkit.sim;

import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Where objects belong, worked out the slow and obvious way. */
final class Closure {

  private Closure() {}

  static Map<KeyValue, Placement> placements(Collection<KeyValue> objects, Rules rules) {
    Map<String, KeyValue> byUid = new HashMap<>();
    Map<KeyValue, Placement> own = new IdentityHashMap<>();
    Map<KeyValue, Placement> placed = new IdentityHashMap<>();
    for (KeyValue kv : objects) {
      byUid.put(Checker.header(kv).uid(), kv);
      Placement ruled = rules.classify(kv).verdict().placement();
      boolean tooLarge = World.LIMIT.isTooLarge(kv.key(), kv.value().length());
      own.put(kv, tooLarge && ruled != Placement.LEAVE_OUT ? Placement.BLOCKED : ruled);
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (KeyValue kv : objects) {
        Placement placement = placement(kv, own.get(kv), byUid, placed);
        if (placement != null && placed.putIfAbsent(kv, placement) == null) {
          changed = true;
        }
      }
    }
    for (KeyValue kv : objects) {
      placed.putIfAbsent(kv, own.get(kv) == Placement.BLOCKED ? Placement.BLOCKED : Placement.PARK);
    }
    return placed;
  }

  /** Null while its owners do not decide it yet. */
  private static Placement placement(
      KeyValue kv, Placement own, Map<String, KeyValue> byUid, Map<KeyValue, Placement> placed) {
    List<OwnerReference> owners = Checker.header(kv).owners();
    if (own == Placement.LEAVE_OUT || owners.isEmpty()) {
      return own;
    }
    if (owners.stream().allMatch(o -> is(o, Placement.LEAVE_OUT, byUid, placed))) {
      return Placement.LEAVE_OUT;
    }
    boolean visible = owners.stream().allMatch(o -> is(o, Placement.MIRROR, byUid, placed));
    return own == Placement.MIRROR && visible ? Placement.MIRROR : null;
  }

  private static boolean is(
      OwnerReference owner,
      Placement placement,
      Map<String, KeyValue> byUid,
      Map<KeyValue, Placement> placed) {
    KeyValue object = byUid.get(owner.uid());
    return object != null && placed.get(object) == placement;
  }
}
