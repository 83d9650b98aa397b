package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Txn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
  private final DriftReader driftReader;
  private final Settler settler;
  private final SourceSamples samples;
  private final PlacementReport placements;
  private final AuditPace pace;
  private final RevisionLead lead;
  private TailBatch batch;
  private Instant lastCommit;
  private @Nullable Audit audit;
  private boolean compareNext = true;
  private boolean inAudit;

  Tail(
      RunContext context,
      Committer committer,
      SourceFeed feed,
      RegistryIndex index,
      Requests requests,
      DriftLog driftLog,
      DriftReader driftReader,
      Settler settler) {
    this.context = context;
    this.committer = committer;
    this.feed = feed;
    this.index = index;
    this.translator =
        new RevisionTranslator(context.classifier(), context.keys(), index, driftLog::isForeign);
    this.requests = requests;
    this.driftLog = driftLog;
    this.driftReader = driftReader;
    this.settler = settler;
    this.batch = newBatch();
    this.samples = new SourceSamples(context);
    this.placements = new PlacementReport(context, index);
    this.pace = new AuditPace(context.timing());
    this.lastCommit = context.timing().now();
    this.lead = new RevisionLead(context, driftLog::readTo);
  }

  /** Goes on until it is interrupted. */
  void run() {
    while (true) {
      requests.check();
      samples.takeIfDue();
      boolean waiting = !batch.hasWrites() && audit == null && !compareNext;
      Revision next = feed.next(waiting ? context.limits().patience() : Duration.ZERO);
      boolean full = next != null && take(next);
      if (next == null || full || isOverdue()) {
        commitIfDue();
        driftReader.poll(index);
        compare(next == null);
        lead.makeSome(feed.taken(), committer.checkpointRevision());
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
    if (batch.add(translated)) {
      return false;
    }
    commit();
    if (!batch.add(translated)) {
      commitInParts(translated);
    }
    return true;
  }

  private void commitIfDue() {
    if (batch.hasWrites() || isOverdue()) {
      commit();
    }
  }

  private boolean isOverdue() {
    Instant idleSince = lastCommit.plus(context.limits().idleCheckpoint());
    return !context.timing().now().isBefore(idleSince);
  }

  private void commit() {
    if (batch.isEmpty() && !driftLog.hasUnwritten()) {
      return;
    }
    List<Txn.Write> writes = batch.writes();
    writes.addAll(driftLog.takeUnwritten(context.limits().txnMaxWrites() - writes.size()));
    Checkpoint next = withDrift(committer.checkpoint());
    if (!batch.isEmpty()) {
      LastKey last = batch.lastKey();
      next = at(next, batch.watermark()).lastApplied(last.key(), last.revision());
    }
    int revisions = batch.revisions();
    committer.commit(writes, next, revisions);
    batch = newBatch();
    lastCommit = context.timing().now();
    placements.tell();
  }

  private void commitInParts(Translated revision) {
    boolean wasInParts = committer.checkpoint().inParts();
    List<List<KeyWrites>> parts = TailBatch.parts(revision, context.limits());
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      Checkpoint next = committer.checkpoint().inParts(true);
      if (last) {
        LastKey key = lastKey().after(revision);
        next =
            at(next.inParts(wasInParts), revision.revision())
                .lastApplied(key.key(), key.revision());
      }
      committer.commit(TailBatch.flat(parts.get(i)), next, last ? 1 : 0);
    }
    batch = newBatch();
    lastCommit = context.timing().now();
  }

  private Checkpoint at(Checkpoint checkpoint, long watermark) {
    return checkpoint.at(watermark, samples.reached(watermark, checkpoint.observedAt()));
  }

  private TailBatch newBatch() {
    return new TailBatch(context.limits(), lastKey());
  }

  private LastKey lastKey() {
    Checkpoint checkpoint = committer.checkpoint();
    return new LastKey(checkpoint.lastKey(), checkpoint.lastKeyRevision());
  }

  /** D may be claimed only while nothing of the history is unknown, and all it held is recorded. */
  private Checkpoint withDrift(Checkpoint checkpoint) {
    return driftLog.isComplete() && !driftLog.hasUnwritten()
        ? checkpoint.driftReadTo(Math.max(checkpoint.driftRevision(), driftLog.readTo()))
        : checkpoint;
  }

  private void compare(boolean idle) {
    if (driftReader.hasGap()) {
      audit = null;
      compareNext = true;
    }
    if (compareNext) {
      commit();
      beginComparison();
    }
    Audit running = audit;
    if (running != null && !inAudit && pace.mayStep(idle)) {
      commit();
      inAudit = true;
      long began = context.timing().nanos();
      boolean done = running.step();
      pace.stepped(began);
      inAudit = false;
      if (done) {
        endComparison(running);
      }
    }
  }

  private void beginComparison() {
    Checkpoint now = committer.checkpoint();
    if (driftReader.hasGap()) {
      driftReader.jumpTo(committer.checkpointRevision());
    }
    long readTo = driftLog.isComplete() ? driftLog.readTo() : now.driftRevision();
    driftLog.beginComparison();
    Origin origin =
        new Origin(
            now.bornRevision(),
            readTo,
            driftLog.foreign(),
            context.classifier(),
            now.driftRevision());
    audit = new Audit(context, index, committer, settler, origin, this);
    compareNext = false;
  }

  private void endComparison(Audit done) {
    driftLog.endComparison(done.foreign(), context.timing().now());
    audit = null;
    List<Bytes> examples = done.foreign().keySet().stream().limit(10).toList();
    context.observer().foreign(done.foreign().size(), examples);
    context.observer().sound(done.repaired());
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
