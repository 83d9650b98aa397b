package io.understudy.core.mirror;

import io.understudy.core.equality.DifferenceClass;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Placement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A difference while tailing: walks both sides slice by slice between two Txns, when the target is
 * exactly at the watermark, and notes what is not as it should be; then settles that.
 */
final class Audit {

  private final RunContext context;
  private final List<KeyRange> ranges;
  private final RegistryIndex index;
  private final Settling settling;
  private final Worklist worklist;
  private final TailSink sink;
  private final Base base;
  private final Map<Bytes, Long> foreign;
  private final Findings findings;
  private final PageSize sourceSize;
  private final PageSize visibleSize;
  private final PageSize parkedSize;
  private int range;
  private @Nullable Pager pager;
  private long keysWalked;

  Audit(
      RunContext context,
      SourceReach reach,
      RegistryIndex index,
      Committer committer,
      Settler settler,
      Origin origin,
      Base base) {
    this.context = context;
    this.ranges = ScanOrder.within(reach);
    this.index = index;
    this.base = base;
    this.worklist = new Worklist(index);
    worklist.ownersKnown();
    this.sink = new TailSink(context, committer);
    this.foreign = new HashMap<>();
    this.findings = new Findings(context.healing().contested());
    this.settling = new Settling(context, index, worklist, settler, origin, base, sink, foreign);
    this.sourceSize = new PageSize(context.limits());
    this.visibleSize = new PageSize(context.limits());
    this.parkedSize = new PageSize(context.limits());
  }

  /**
   * Keys in scope that only the target has and that are to stay, each with the target revision of
   * its last put.
   */
  Map<Bytes, Long> foreign() {
    return foreign;
  }

  /** Once all is done. */
  Comparison end() {
    return findings.end(sink.written(), context.timing().now());
  }

  /**
   * One slice, or after the last the settling. The target must be at {@link Base#revision()}.
   *
   * @return whether all is done
   */
  boolean step() {
    if (range == ranges.size()) {
      settling.settleAll();
      return true;
    }
    Pager current = pager;
    if (current == null) {
      current = new Pager(context, context.source(), ranges.get(range), sourceSize);
      pager = current;
    }
    try {
      compare(current.next(base.revision()));
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.COMPACTED) {
        throw e;
      }
      // The tail will be at a newer revision at the next step.
    }
    if (current.isDone()) {
      pager = null;
      range++;
    }
    return false;
  }

  /** What is where an object of the source should be. */
  private enum Place {
    NOTHING,
    THE_SAME,
    REPLACED;

    static Place of(@Nullable Life life, @Nullable KeyValue visible, @Nullable KeyValue parked) {
      boolean parks = life != null && life.placement() == Placement.PARK;
      return (parks ? parked : visible) == null ? NOTHING : THE_SAME;
    }
  }

  /** What others hang on is never left missing; anything else may wait if it is contested. */
  private boolean recopies(KeyValue wanted, Place place) {
    if (place == Place.NOTHING) {
      findings.missed();
    } else {
      findings.different(DifferenceClass.CONTENT);
    }
    Rank rank = Rank.of(wanted.key());
    boolean home = rank == Rank.DEFINITION || rank == Rank.NAMESPACE;
    boolean mayWait = place == Place.THE_SAME || !home && !index.hasDependents(wanted.key());
    return findings.recopies(wanted, mayWait, context.timing().now());
  }

  private void compare(Pager.Slice slice) {
    SliceMerge.walk(
        context,
        slice,
        visibleSize,
        parkedSize,
        (key, wanted, visible, parked) -> {
          Life life = index.life(key);
          switch (settling.settlement(key, wanted, life, visible, parked)) {
            case Settlement.Settled settled -> {}
            case Settlement.Foreign kept -> {
              foreign.put(key, visible == null ? 0 : visible.modRevision());
              if (!kept.writes().isEmpty()) {
                worklist.add(key);
              }
            }
            case Settlement.Standbys theirs -> {
              findings.different(theirs.difference());
              if (!theirs.writes().isEmpty()) {
                worklist.add(key);
              }
            }
            case Settlement.Write write -> {
              Place place = Place.of(life, visible, parked);
              if (wanted == null || recopies(wanted, place)) {
                worklist.add(key);
              }
            }
            case Settlement.Leave leave -> {
              if (wanted == null || !leave.returns() || recopies(wanted, Place.REPLACED)) {
                worklist.add(key);
              }
            }
          }
        });
    keysWalked += slice.keys().size();
    context.observer().progress(keysWalked, Math.max(keysWalked, index.size()));
  }
}
