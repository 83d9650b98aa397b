package io.understudy.core.mirror;

import io.understudy.core.control.RepairResult.Outcome;
import io.understudy.core.mirror.BothSides.Both;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Deletes keys that only the target has, or shows although the source's object is parked, and that
 * an operator has confirmed, each at the revision of its last put there: dependents first, and
 * nothing on which something hangs that stays. Each is looked at again right before, and its Txn
 * asks for that revision too. Records of foreign keys are left to who keeps them: they go once the
 * mirror reads its own deletion in the target's history.
 */
final class SurplusKeys {

  private final RunContext context;
  private final SourceReach reach;
  private final Committer committer;
  private final Base base;
  private final BothSides sides;
  private final Predicate<Bytes> parks;
  private final Map<Bytes, Long> confirmed = new LinkedHashMap<>();
  private final Map<Bytes, Outcome> outcomes = new LinkedHashMap<>();

  /**
   * @param reach what of the source may be read
   * @param parks whether the source has an object of that key that belongs into park, owners
   *     considered
   */
  SurplusKeys(
      RunContext context,
      SourceReach reach,
      Committer committer,
      Base base,
      Predicate<Bytes> parks) {
    this.context = context;
    this.parks = parks;
    this.reach = reach;
    this.committer = committer;
    this.base = base;
    this.sides = new BothSides(context, base, () -> {});
  }

  /**
   * @param wanted keys, each with the target revision at which it was confirmed
   * @return what became of each
   */
  Map<Bytes, Outcome> delete(Map<Bytes, Long> wanted) {
    confirmed.putAll(wanted);
    List<KeyValue> leaving = look(readable(wanted.keySet()));
    if (!leaving.isEmpty()) {
      leaving.sort(Comparator.comparingLong(KeyValue::createRevision).reversed());
      HangingOn hanging = new HangingOn(context, base, leaving);
      hanging.readAll();
      int atOnce = Math.max(1, context.txnLimits().txnMaxWrites() / 2);
      for (List<Bytes> next = hanging.next(atOnce); !next.isEmpty(); next = hanging.next(atOnce)) {
        keepUp();
        hanging.catchUp();
        deleteSome(next, hanging);
      }
      hanging.undecided().forEach(key -> outcomes.put(key, Outcome.HAS_DEPENDENTS));
    }
    return outcomes;
  }

  private List<Bytes> readable(Set<Bytes> keys) {
    List<Bytes> readable = new ArrayList<>();
    for (Bytes key : keys) {
      if (!key.startsWith(RegistryKeys.PREFIX)) {
        outcomes.put(key, Outcome.NOT_IN_REGISTRY);
      } else if (!reach.range().contains(key)) {
        outcomes.put(key, Outcome.OUT_OF_REACH);
      } else {
        readable.add(key);
      }
    }
    return readable;
  }

  /** What may leave as it is now, but for what hangs on it. */
  private List<KeyValue> look(List<Bytes> keys) {
    List<KeyValue> leaving = new ArrayList<>();
    for (int from = 0; from < keys.size(); ) {
      List<Both> some = sides.read(keys, from);
      for (Both one : some) {
        KeyValue there = one.visible();
        Outcome stays = whyItStays(one);
        if (stays != null || there == null) {
          outcomes.put(one.key(), stays == null ? Outcome.NOT_THERE : stays);
        } else {
          leaving.add(there);
        }
      }
      from += some.size();
      keepUp();
    }
    return leaving;
  }

  /** One Txn at most. What is not dealt with stays undecided, to be looked at again. */
  private void deleteSome(List<Bytes> next, HangingOn hanging) {
    List<Both> some = sides.read(next, 0);
    List<Condition.ModRevisionIs> unchanged = new ArrayList<>();
    List<Txn.Write> writes = new ArrayList<>();
    for (Both one : some) {
      KeyValue there = one.visible();
      Outcome stays = whyItStays(one);
      if (stays == null && hanging.isHungOn(one.key())) {
        stays = Outcome.HAS_DEPENDENTS;
      }
      if (stays != null) {
        outcomes.put(one.key(), stays);
        hanging.stays(one.key(), there);
      } else if (there != null) {
        unchanged.add(new Condition.ModRevisionIs(one.key(), there.modRevision()));
        writes.add(Txn.delete(one.key()));
      }
    }
    if (!unchanged.isEmpty() && committer.commitIf(unchanged, writes)) {
      for (Condition.ModRevisionIs gone : unchanged) {
        outcomes.put(gone.key(), Outcome.DELETED);
        hanging.hasLeft(gone.key());
      }
    }
  }

  /** Null if it may leave as far as the key itself tells. */
  private @Nullable Outcome whyItStays(Both one) {
    KeyValue there = one.visible();
    if (one.wanted() != null && !isParked(one)) {
      return Outcome.IN_SOURCE;
    }
    if (there == null) {
      return Outcome.NOT_THERE;
    }
    Long revision = confirmed.get(one.key());
    if (revision == null || revision != there.modRevision()) {
      return Outcome.CHANGED;
    }
    Classified classified = context.classifier().classify(there);
    return classified.verdict().placement() == Placement.LEAVE_OUT ? Outcome.LEFT_OUT : null;
  }

  /** Then what the target shows under the key is not the source's object. */
  private boolean isParked(Both one) {
    return one.parked() != null && parks.test(one.key());
  }

  private void keepUp() {
    if (base.isPressed()) {
      base.keepUp();
    }
  }
}
