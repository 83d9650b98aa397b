package io.understudy.core.check;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.MirroredUnder;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way through all that has to be compared, from a pair of revisions. Each of the three says
 * whether it came to its end at that very pair; if not, what it reported does not count, and what
 * is known stays true of the pair that it was true of.
 */
final class Pass {

  private final CheckContext context;
  private final Pairs pairs;
  private final Pair pair;
  private final Verified verified;
  private final Walk.Meters meters;
  private final Comparer comparer;
  private final Values values;

  Pass(
      CheckContext context,
      Pairs pairs,
      Pair pair,
      Verified verified,
      Report report,
      Walk.Meters meters) {
    this.context = context;
    this.pairs = pairs;
    this.pair = pair;
    this.verified = verified;
    this.meters = meters;
    this.comparer =
        new Comparer(
            context.classifier(),
            MirroredUnder.of(pair.checkpoint().rules())
                .limit(context.limits().targetMaxRequestBytes()),
            verified,
            report);
    this.values = new Values(context, meters);
  }

  /** Reads every value. */
  boolean everything() {
    return walk(RangeQuery.Content.KEYS_AND_VALUES, new EveryValue(comparer));
  }

  /** Lists every key, and reads the values of those that may have changed. */
  boolean moved() {
    Visitor visitor =
        new MovedValues(verified, values, new EveryValue(comparer), context.limits().keysAtOnce());
    return walk(RangeQuery.Content.KEYS, visitor);
  }

  private boolean walk(RangeQuery.Content content, Visitor visitor) {
    Walk walk = new Walk(context, pairs, pair, content, meters);
    walk.walk(visitor);
    if (!walk.wasSwitched()) {
      walk.pinned(() -> judgeOwned(walk.pair()));
    }
    verified.reached(pair);
    return !walk.wasSwitched();
  }

  /** Reads what history says has changed since, on both sides, and what was not equal. */
  boolean changed() {
    Set<Bytes> changed = history();
    if (changed == null) {
      return false;
    }
    changed.addAll(verified.takeOpen());
    try {
      List<Bytes> keys = new ArrayList<>(changed);
      keys.sort(null);
      values.read(pair, keys, new EveryValue(comparer));
      judgeOwned(pair);
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.COMPACTED) {
        throw e;
      }
      changed.forEach(verified::open);
      return false;
    }
    verified.reached(pair);
    return true;
  }

  private @Nullable Set<Bytes> history() {
    Changes changes = new Changes(context.limits().rememberedMax());
    Set<Bytes> atSource =
        changes.between(context.source(), verified.watermark(), pair.watermark(), meters.source());
    if (atSource == null) {
      return null;
    }
    Set<Bytes> atTarget =
        changes.between(context.target(), verified.target(), pair.target(), meters.target());
    if (atTarget == null) {
      return null;
    }
    Set<Bytes> keys = new HashSet<>();
    add(atSource, keys);
    add(atTarget, keys);
    return keys;
  }

  /** Those among them that the mirror may read, as its account may reach less than this one. */
  private void add(Set<Bytes> changed, Set<Bytes> keys) {
    KeyRange reach = MirroredUnder.of(pair.checkpoint().rules()).range();
    for (Bytes each : changed) {
      boolean parked = context.keys().isParked(each);
      Bytes key = parked ? context.keys().unparked(each) : each;
      if (!key.startsWith(ControlKeys.ROOT) && reach.contains(key)) {
        keys.add(key);
      }
    }
  }

  private void judgeOwned(Pair at) {
    values.read(at, comparer.wrongWithOwners(), new InTheEnd(comparer));
  }

  private record InTheEnd(Comparer comparer) implements Visitor {

    @Override
    public void key(
        Pair pair,
        Bytes key,
        @Nullable KeyValue wanted,
        @Nullable KeyValue visible,
        @Nullable KeyValue parked) {
      comparer.compareInTheEnd(key, wanted, visible, parked);
    }

    @Override
    public void end(Pair pair) {
      // Nothing is left to do.
    }
  }
}
