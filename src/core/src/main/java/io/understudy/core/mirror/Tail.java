package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the source revision by revision. Every Txn holds whole revisions and the checkpoint; as
 * many as have come by then and fit. After each it may compare a slice of both sides.
 */
final class Tail implements Base {

  private static final int VALUES_AT_ONCE = 60;
  private static final long MOVED_MAX_BYTES = 64L << 20;

  private final RunContext context;
  private final Committer committer;
  private final SourceFeed feed;
  private final RevisionTranslator translator;
  private final RegistryIndex index;
  private final Requests requests;
  private final DriftLog driftLog;
  private final OwnMarks marks;
  private final DriftReader driftReader;
  private final Comparisons comparisons;
  private final Repairs repairs;
  private final BlockedKeys blocked;
  private final SourceSamples samples;
  private final PlacementReport placements;
  private final RevisionLead lead;
  private TailBatch batch;
  private long lastCommit;

  Tail(
      RunContext context,
      Committer committer,
      SourceFeed feed,
      RegistryIndex index,
      Requests requests,
      DriftLog driftLog,
      OwnMarks marks,
      DriftReader driftReader,
      BlockedKeys blocked,
      Comparisons comparisons,
      Repairs repairs) {
    this.repairs = repairs;
    this.context = context;
    this.committer = committer;
    this.feed = feed;
    this.index = index;
    this.translator =
        new RevisionTranslator(blocked::facts, context.keys(), index, driftLog::isForeign);
    this.requests = requests;
    this.driftLog = driftLog;
    this.marks = marks;
    this.driftReader = driftReader;
    this.comparisons = comparisons;
    this.blocked = blocked;
    this.batch = newBatch();
    this.samples = new SourceSamples(context);
    this.placements = new PlacementReport(context, index);
    this.lastCommit = context.timing().nanos();
    this.lead = new RevisionLead(context, driftLog::readTo);
  }

  /** Goes on until it is interrupted. */
  void run() {
    while (true) {
      requests.check();
      samples.takeIfDue();
      boolean waiting = !batch.hasWrites() && !comparisons.isDue();
      Revision next = feed.next(waiting ? context.limits().patience() : Duration.ZERO);
      boolean full = next != null && take(next);
      if (next == null || full || isOverdue()) {
        commitIfDue();
        driftReader.poll(index, committer.checkpointRevision());
        repairs.step(this, this::commit);
        comparisons.step(this, this::commit, next == null);
        long source = Math.max(feed.taken(), samples.newest());
        lead.makeSome(source, committer.checkpointRevision());
      }
    }
  }

  @Override
  public long revision() {
    return feed.taken();
  }

  @Override
  public boolean isPressed() {
    requests.check();
    driftReader.poll(index, committer.checkpointRevision());
    return feed.isPressing();
  }

  @Override
  public void keepUp() {
    Revision next = feed.next(Duration.ZERO);
    while (next != null) {
      take(next);
      next = feed.isPressing() ? feed.next(Duration.ZERO) : null;
    }
    commit();
  }

  @Override
  public void moveOn() {
    Revision next = feed.next(context.limits().patience());
    if (next != null) {
      take(next);
      commit();
    }
    requests.check();
  }

  /**
   * @return whether a Txn was written to make room
   */
  private boolean take(Revision revision) {
    Translated translated = translator.translate(revision, keys -> values(keys, revision.number()));
    LastKey newest = feed.newest().newest();
    if (batch.add(translated, newest)) {
      return false;
    }
    commit();
    if (!batch.add(translated, newest)) {
      commitInParts(translated, newest);
    }
    return true;
  }

  private void commitIfDue() {
    if (batch.hasWrites() || isOverdue()) {
      commit();
    }
  }

  private boolean isOverdue() {
    long idle = context.timing().nanos() - lastCommit;
    return idle >= context.limits().idleCheckpoint().toNanos();
  }

  private void commit() {
    Checkpoint present = inTerm(committer.checkpoint(), feed.source());
    if (batch.isEmpty() && !driftLog.hasUnwritten() && present.equals(committer.checkpoint())) {
      return;
    }
    List<Txn.Write> writes = batch.writes();
    int before = writes.size();
    int room = batch.isOversized() ? 0 : context.limits().txnMaxWrites() - before;
    writes.addAll(driftLog.takeUnwritten(room));
    Checkpoint next = withDrift(present);
    writes.addAll(marks.takeRead(next.driftRevision(), room - (writes.size() - before)));
    if (!batch.isEmpty()) {
      LastKey last = batch.lastKey();
      next = at(next, batch.watermark()).lastApplied(last.key(), last.revision());
    }
    int revisions = batch.revisions();
    committer.commit(writes, next, revisions);
    batch = newBatch();
    lastCommit = context.timing().nanos();
    placements.tell();
    blocked.tell(index);
  }

  private void commitInParts(Translated revision, LastKey newest) {
    boolean wasInParts = committer.checkpoint().inParts();
    List<List<KeyWrites>> parts = TailBatch.parts(revision, context.txnLimits());
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      Checkpoint next = committer.checkpoint().inParts(true);
      if (last) {
        next =
            at(next.inParts(wasInParts), revision.revision())
                .lastApplied(newest.key(), newest.revision());
      }
      committer.commit(TailBatch.flat(parts.get(i)), next, last ? 1 : 0);
    }
    batch = newBatch();
    lastCommit = context.timing().nanos();
  }

  /** An election at the source goes on record, to tell what is restored from before it. */
  private static Checkpoint inTerm(Checkpoint checkpoint, Checkpoint.SourceId source) {
    return source.raftTerm() > checkpoint.source().raftTerm()
        ? checkpoint.from(source)
        : checkpoint;
  }

  private Checkpoint at(Checkpoint checkpoint, long watermark) {
    return checkpoint.at(watermark, samples.reached(watermark, checkpoint.observedAt()));
  }

  private TailBatch newBatch() {
    return new TailBatch(context.txnLimits());
  }

  /** D may be claimed only while nothing of the history is unknown, and all it held is recorded. */
  private Checkpoint withDrift(Checkpoint checkpoint) {
    return driftLog.isComplete() && !driftLog.hasUnwritten()
        ? checkpoint.driftReadTo(Math.max(checkpoint.driftRevision(), driftLog.readTo()))
        : checkpoint;
  }

  /** Objects that moved with their owners; bounded, since there may be many of them. */
  private Map<Bytes, KeyValue> values(List<Bytes> keys, long revision) {
    Map<Bytes, KeyValue> values = new HashMap<>();
    long bytes = 0;
    int atOnce = VALUES_AT_ONCE;
    for (int from = 0; from < keys.size(); ) {
      List<Bytes> some = keys.subList(from, Math.min(from + atOnce, keys.size()));
      try {
        Map<Bytes, KeyValue> found =
            context.patiently(
                "values of moved objects",
                () -> context.source().get(some, revision).await().keys());
        values.putAll(found);
        bytes += found.values().stream().mapToLong(kv -> kv.value().length()).sum();
        from += some.size();
      } catch (EtcdException e) {
        if (e.kind() != EtcdException.Kind.TOO_LARGE || atOnce == 1) {
          throw lostIfCompacted(e, revision);
        }
        atOnce = Math.max(1, atOnce / 4);
      }
      if (bytes > MOVED_MAX_BYTES) {
        throw new Interrupted.HistoryLost(
            "revision " + revision + " moves more than " + MOVED_MAX_BYTES + " bytes at once");
      }
    }
    return values;
  }

  private static RuntimeException lostIfCompacted(EtcdException e, long revision) {
    return e.kind() == EtcdException.Kind.COMPACTED
        ? new Interrupted.HistoryLost(
            "the source has compacted revision "
                + revision
                + " before objects moved by it were read")
        : e;
  }
}
