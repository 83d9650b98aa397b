package io.understudy.core.mirror;

import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A difference while tailing: walks both sides slice by slice between two Txns, when the target is
 * exactly at the watermark, and notes what is not as it should be; then settles that.
 */
final class Audit {

  private final RunContext context;
  private final RegistryIndex index;
  private final Settling settling;
  private final Worklist worklist;
  private final TailSink sink;
  private final Base base;
  private final Map<Bytes, Long> foreign;
  private final PageSize sourceSize;
  private final PageSize visibleSize;
  private final PageSize parkedSize;
  private int range;
  private @Nullable Pager pager;
  private long keysWalked;

  Audit(
      RunContext context,
      RegistryIndex index,
      Committer committer,
      Settler settler,
      Origin origin,
      Base base) {
    this.context = context;
    this.index = index;
    this.base = base;
    this.worklist = new Worklist(index);
    worklist.ownersKnown();
    this.sink = new TailSink(context, committer);
    this.foreign = new HashMap<>();
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

  long repaired() {
    return sink.written();
  }

  /**
   * One slice, or after the last the settling. The target must be at {@link Base#revision()}.
   *
   * @return whether all is done
   */
  boolean step() {
    if (range == ScanOrder.RANGES.size()) {
      settling.settleAll();
      return true;
    }
    Pager current = pager;
    if (current == null) {
      current = new Pager(context, context.source(), ScanOrder.RANGES.get(range), sourceSize);
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
            case Settlement.Write write -> worklist.add(key);
            case Settlement.Leave leave -> worklist.add(key);
          }
        });
    keysWalked += slice.keys().size();
    context.observer().progress(keysWalked, Math.max(keysWalked, index.size()));
  }
}
