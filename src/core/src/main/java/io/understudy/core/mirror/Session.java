package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run's ways to the tail, and what lasts from one to the next. */
final class Session implements AutoCloseable {

  private final RunContext context;

  /** For who looks whether the source is still the same, so that nobody is judged to judge. */
  private final RunContext unjudged;

  private final Requests requests;
  private final Checkpoint.SourceId source;
  private final @Nullable Checkpoint comparable;
  private final boolean newLife;
  private final LastKey lastKey;
  private final EtcdStatus observedTarget;
  private final SourceReach reach;
  private final LeaseBook leases;
  private final Committer committer;
  private final DriftLog driftLog;
  private final OwnMarks marks;
  private final DriftReader driftReader;
  private final BlockedKeys blocked;
  private final boolean isClean;
  private ScopeRecord scope;
  private RegistryIndex index;
  private @Nullable SourceFeed feed;

  Session(RunContext run, Requests requests, Opening opening) {
    this.source = Checkpoint.SourceId.of(opening.observed().source());
    this.unjudged = run.pinnedTo(source);
    this.context = unjudged.withSource(new FollowedSource(unjudged.source(), this::judge));
    this.requests = requests;
    requests.follow(source.clusterId());
    this.reach = opening.reach();
    this.scope = opening.scope();
    this.observedTarget = opening.observed().target();
    Checkpoint stored = opening.checkpoint();
    Checkpoint checkpoint =
        stored != null
            ? stored
            : Checkpoint.first(
                source,
                opening.observed().target().revision(),
                context.timing().now(),
                context.digest(opening.reach()));
    this.comparable = opening.comparable();
    this.newLife = comparable != null && Sources.isAnother(opening.observed(), comparable) != null;
    this.lastKey =
        comparable == null
            ? LastKey.NONE
            : new LastKey(comparable.lastKey(), comparable.lastKeyRevision());
    this.leases = new LeaseBook(context.source(), context.target(), context.rules().carryLeases());
    this.driftLog =
        new DriftLog(
            context.classifier(),
            context.keys(),
            checkpoint.bornRevision(),
            opening.foreign(),
            checkpoint.driftRevision());
    this.marks = new OwnMarks(context.keys(), opening.marks());
    this.committer =
        new Committer(context, leases, marks, checkpoint, opening.checkpointRevision());
    this.driftReader = new DriftReader(context, driftLog);
    this.blocked = new BlockedKeys(context);
    this.isClean = Sources.isClean(opening.observed(), comparable);
    this.index = new RegistryIndex(context.rules().followOwners());
  }

  /** Rebuilds the index as of the watermark; the feed goes on after it. */
  void resume() {
    requests.keysRead();
    Checkpoint checkpoint = committer.checkpoint();
    long watermark = checkpoint.watermark();
    context.observer().phase(checkpoint, "resuming after revision " + watermark);
    SourceFeed opened = openFeed(watermark);
    NewestKeys newest = opened.newest();
    if (!lastKey.key().isEmpty()) {
      newest.put(lastKey.key(), lastKey.revision());
    }
    requireJudged(opened);
    index = new RegistryIndex(context.rules().followOwners());
    PageSize size = new PageSize(context.limits());
    long walked = 0;
    for (KeyRange range : ScanOrder.within(reach)) {
      Pager pager = new Pager(context, context.source(), range, size);
      while (!pager.isDone()) {
        List<KeyValue> page = pageAt(pager, watermark);
        indexAll(page);
        page.forEach(kv -> newest.put(kv.key(), kv.modRevision()));
        walked += page.size();
        context.observer().progress(walked, walked);
        requests.check();
      }
    }
    driftReader.catchUp(committer.checkpointRevision(), index);
    report();
  }

  /** Makes the target equal to the source as it is, whatever it holds now. */
  void differ(Checkpoint.Phase phase, String why) {
    requests.keysRead();
    String digest = context.digest(reach);
    Checkpoint before = committer.checkpoint();
    context.observer().phase(before.inPhase(phase), why);
    index = new RegistryIndex(context.rules().followOwners());
    if (!driftLog.isComplete()) {
      driftReader.rewindTo(before.driftRevision());
    }
    driftReader.catchUp(targetRevision(), index);
    Origin origin =
        new Origin(
            before.bornRevision(),
            driftLog.isComplete() ? driftLog.readTo() : before.driftRevision(),
            driftLog.foreign(),
            tracked(),
            before.driftRevision(),
            context.classifier(),
            marks.revisions(committer.checkpointRevision()),
            Replicated.read(context, requests, observedTarget));
    driftReader.leaveGap();
    Instant began = context.timing().now();
    SourceFeed opened = openFeed(SourceRevision.read(context));
    requireJudged(opened);
    ScopeRecord present = new ScopeRecord(List.of(context.rules().text()));
    scope = scope.with(context.rules().text());
    committer.commit(
        List.of(Txn.delete(context.keys().resyncRequest()), scopeWrite(scope)),
        newLife ? ofNewLife(before.inPhase(phase)) : before.inPhase(phase).from(source),
        0);
    requests.takenUp();
    Settler settler = settler().leavingTheirs(isClean ? before.watermark() : 0);
    Map<Bytes, Long> foreign = new HashMap<>();
    Difference difference =
        new Difference(
            context, committer, leases, marks, opened, index, settler, origin, requests, foreign,
            blocked);
    difference.settle();
    recordForeign(foreign);
    difference.end(List.of(scopeWrite(present)), began, digest);
    scope = present;
    report();
  }

  /** Follows the source until it is interrupted. */
  void tail() {
    SourceFeed from = feed;
    if (from == null) {
      throw new IllegalStateException("a run tails only after it resumed or ran a difference");
    }
    Settler settler = settler().whileTailing();
    Comparisons comparisons =
        new Comparisons(context, reach, index, committer, driftLog, marks, driftReader, settler);
    new Tail(
            context,
            committer,
            from,
            index,
            requests,
            driftLog,
            marks,
            driftReader,
            blocked,
            comparisons,
            new Repairs(
                context, reach, index, requests, committer, driftLog, marks, settler().recopying()))
        .run();
  }

  @Override
  public void close() {
    driftReader.close();
    if (feed != null) {
      feed.close();
    }
  }

  /** An operator said so, once: it must not be refused again if this run does not end well. */
  private Checkpoint ofNewLife(Checkpoint former) {
    return former.from(source).at(0, former.observedAt()).lastApplied(Bytes.EMPTY, 0);
  }

  private void indexAll(List<KeyValue> page) {
    List<RegistryIndex.Change> changes = new ArrayList<>(page.size());
    for (Facts facts : new PlacesOnTarget(context).of(page, blocked::facts)) {
      changes.add(new RegistryIndex.Change.Put(facts));
    }
    index.apply(changes);
  }

  private void report() {
    new PlacementReport(context, index).tell();
    blocked.tell(index);
  }

  private List<KeyValue> pageAt(Pager pager, long watermark) {
    try {
      return pager.next(watermark).keys();
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.COMPACTED) {
        throw new Interrupted.HistoryLost(
            "the source compacted revision " + watermark + " while it was read");
      }
      throw e;
    }
  }

  private Settler settler() {
    Classifier classifier = context.classifier();
    List<Classifier> former =
        scope.rules().stream().map(text -> classifier.under(Rules.restore(text))).toList();
    return new Settler(
        classifier, former, context.keys(), context.prune(), committer.checkpoint().watermark());
  }

  /** Before the rules change on record: what they newly take in is known to be foreign only now. */
  private void recordForeign(Map<Bytes, Long> found) {
    driftLog.note(found, context.timing().now());
    while (driftLog.hasUnwritten()) {
      committer.commit(
          driftLog.takeUnwritten(context.limits().txnMaxWrites()), committer.checkpoint(), 0);
    }
  }

  /** The rules that were in force when the checkpoint's D was written. */
  private @Nullable Classifier tracked() {
    return scope.rules().isEmpty()
        ? null
        : context.classifier().under(Rules.restore(scope.rules().get(0)));
  }

  private Txn.Write scopeWrite(ScopeRecord scope) {
    return Txn.put(context.keys().scope(), scope.toJson());
  }

  private SourceFeed openFeed(long taken) {
    if (feed != null) {
      feed.close();
    }
    SourceFeed opened = new SourceFeed(unjudged, source, reach, taken);
    feed = opened;
    return opened;
  }

  /** Nothing is done yet: who was judged when the run began must be who is followed now. */
  private void requireJudged(SourceFeed opened) {
    opened.confirmOpened();
    if (comparable != null && !newLife) {
      Sources.Observed seen =
          context.patiently("last key", () -> Opening.observe(unjudged, comparable));
      String another = Sources.isAnother(seen, comparable);
      if (another != null) {
        throw new Interrupted.Doubted(another);
      }
    }
  }

  /** Before what has just been read of the source is used. */
  private void judge() {
    if (feed != null) {
      feed.requireFollowed();
    }
  }

  private long targetRevision() {
    return context.patiently("revision of the target", () -> SourceRevision.now(context.target()));
  }
}
