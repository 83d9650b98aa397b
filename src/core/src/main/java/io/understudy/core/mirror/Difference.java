package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.Move;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the target in line with a source that is being written to, however long it takes: a copy
 * if the target is empty.
 *
 * <p>The source is walked slice by slice, each read at the newest revision taken in so far; changes
 * to what has been walked already come by the watch and go on the worklist. So no revision needs to
 * outlive compaction. Objects without owners are written as they are met, the others when their
 * owners are in, and those whose owners are encrypted by age. When the worklist is empty at a
 * revision, the target equals the source at it.
 */
final class Difference implements Base {

  private static final int MOVE_ON_TRIES = 100;

  private final RunContext context;
  private final Committer committer;
  private final SourceFeed feed;
  private final RegistryIndex index;
  private final Requests requests;
  private final BlockedKeys blocked;
  private final Worklist worklist;
  private final Settling settling;
  private final List<KeyRange> walked = new ArrayList<>();
  private final PageSize sourceSize;
  private final PageSize visibleSize;
  private final PageSize parkedSize;
  private long pinnedSince;
  private long keysWalked;
  private long keysInAll;

  Difference(
      RunContext context,
      Committer committer,
      LeaseBook leases,
      OwnMarks marks,
      SourceFeed feed,
      RegistryIndex index,
      Settler settler,
      Origin origin,
      Requests requests,
      Map<Bytes, Long> foreign,
      BlockedKeys blocked) {
    this.blocked = blocked;
    this.context = context;
    this.requests = requests;
    this.committer = committer;
    this.feed = feed;
    this.index = index;
    this.worklist = new Worklist(index);
    Sink sink = new CopySink(context, committer, leases, marks);
    this.settling = new Settling(context, index, worklist, settler, origin, this, sink, foreign);
    this.sourceSize = new PageSize(context.limits());
    this.visibleSize = new PageSize(context.limits());
    this.parkedSize = new PageSize(context.limits());
    this.pinnedSince = context.timing().nanos();
  }

  /** Ends with the target equal to the source at {@link #revision()}. */
  void settle() {
    keysInAll = count(feed.reach().range());
    for (KeyRange range : ScanOrder.within(feed.reach())) {
      scan(range);
      settling.flush();
      settling.settleRanked();
    }
    worklist.ownersKnown();
    do {
      drain();
      settling.settleAll();
    } while (!worklist.isEmpty());
  }

  /**
   * Puts the checkpoint in phase tail.
   *
   * @param together written together with it
   * @param observedAt a time all of whose changes the target holds now
   * @param digest of what it was run under
   * @throws Interrupted.Doubted if it is another source by now that was walked last
   */
  void end(List<Txn.Write> together, Instant observedAt, String digest) {
    feed.confirmWalked();
    LastKey last = feed.newest().newest();
    Checkpoint equal =
        committer
            .checkpoint()
            .inPhase(Checkpoint.Phase.TAIL)
            .at(feed.taken(), observedAt)
            .inParts(false)
            .lastApplied(last.key(), last.revision())
            .under(digest);
    committer.commit(together, equal, 0);
  }

  @Override
  public long revision() {
    return feed.taken();
  }

  @Override
  public boolean isPressed() {
    requests.check();
    long pinned = context.timing().nanos() - pinnedSince;
    return feed.isPressing() || pinned > context.limits().pin().toNanos();
  }

  @Override
  public void keepUp() {
    drain();
  }

  @Override
  public void moveOn() {
    for (int i = 0; i < MOVE_ON_TRIES; i++) {
      requests.check();
      Revision next = feed.next(context.limits().patience());
      if (next != null) {
        absorb(next);
        drain();
        return;
      }
    }
    throw new Interrupted.HistoryLost(
        "the source has compacted revision " + feed.taken() + ", and its watch shows none newer");
  }

  private void scan(KeyRange range) {
    Pager pager = new Pager(context, context.source(), range, sourceSize);
    Bytes from = range.from();
    while (!pager.isDone()) {
      Pager.Slice slice = nextSlice(pager);
      settle(slice);
      from = cover(range.from(), from, slice.range().to());
      keysWalked += slice.keys().size();
      context.observer().progress(keysWalked, Math.max(keysWalked, keysInAll));
      settling.keepUp();
    }
  }

  private Pager.Slice nextSlice(Pager pager) {
    while (true) {
      try {
        return pager.next(feed.taken());
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.COMPACTED) {
          throw e;
        }
        settling.flush();
        moveOn();
      }
    }
  }

  private Bytes cover(Bytes rangeFrom, Bytes sliceFrom, Bytes to) {
    if (!sliceFrom.equals(rangeFrom)) {
      walked.remove(walked.size() - 1);
    }
    walked.add(new KeyRange(rangeFrom, to));
    return to;
  }

  private void settle(Pager.Slice slice) {
    List<RegistryIndex.Change> changes = new ArrayList<>(slice.keys().size());
    for (KeyValue kv : slice.keys()) {
      feed.newest().put(kv.key(), kv.modRevision());
      changes.add(new RegistryIndex.Change.Put(blocked.facts(kv)));
    }
    Map<Bytes, Life> lives = new HashMap<>(slice.keys().size() * 2);
    for (Move move : index.apply(changes)) {
      if (move.changed() && move.after() != null) {
        lives.put(move.key(), move.after());
      } else {
        worklist.add(move.key());
      }
    }
    SliceMerge.Visitor visitor =
        (key, wanted, visible, parked) -> {
          Life life = lives.get(key);
          boolean waits = life != null && !life.owners().isEmpty();
          if (waits || worklist.waitsForHome(key)) {
            worklist.add(key);
            return;
          }
          Settlement settlement = settling.settlement(key, wanted, life, visible, parked);
          if (isToBeShown(life) && !(settlement instanceof Settlement.Settled)) {
            worklist.add(key);
          } else {
            settling.take(key, settlement, visible);
          }
        };
    SliceMerge.walk(context, slice, visibleSize, parkedSize, visitor);
  }

  /** Encrypted and to be shown: what must be there before it is unknown until all is walked. */
  private static boolean isToBeShown(@Nullable Life life) {
    return life != null && life.opaque() && life.placement() == Placement.MIRROR;
  }

  private void drain() {
    while (true) {
      Revision next = feed.next(Duration.ZERO);
      if (next == null) {
        break;
      }
      absorb(next);
    }
    pinnedSince = context.timing().nanos();
    settling.settleRanked();
  }

  /** What has not been walked yet will be read later, as it is then. */
  private void absorb(Revision revision) {
    List<Revision.Change> changes = new ArrayList<>(revision.changes());
    changes.removeIf(change -> !isWalked(change.key()));
    if (changes.isEmpty()) {
      return;
    }
    Revision seen = new Revision(revision.number(), changes);
    for (Move move : index.apply(RevisionTranslator.changes(seen, blocked::facts))) {
      if (move.before() != null && (move.after() == null || move.isReplacement())) {
        worklist.withdraw(move.key(), move.before());
      }
      boolean wasThere = move.wasAt(Placement.MIRROR) || move.wasAt(Placement.PARK);
      if (wasThere || move.isAt(Placement.MIRROR) || move.isAt(Placement.PARK)) {
        worklist.add(move.key());
      }
    }
  }

  private boolean isWalked(Bytes key) {
    for (KeyRange range : walked) {
      if (range.contains(key)) {
        return true;
      }
    }
    return false;
  }

  private long count(KeyRange range) {
    return context.patiently(
        "count of keys", () -> context.source().range(RangeQuery.count(range, 0)).await().count());
  }
}
