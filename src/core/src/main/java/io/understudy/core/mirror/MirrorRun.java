package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.ScopeRecord;
import io.understudy.core.mirror.Interrupted.Request;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Mirrors one link for as long as the leadership lasts: from the checkpoint if it can, else by a
 * difference, then revision by revision. Plain sequential code over ports; it owns no thread.
 */
public final class MirrorRun {

  private final RunContext context;
  private final Requests requests;

  public MirrorRun(RunContext context, BooleanSupplier stopping) {
    this.context = context;
    this.requests = new Requests(context, stopping);
  }

  /** The leadership must be held when it is called. */
  public End run() {
    try {
      Opening opening = Opening.read(context);
      if (opening.paused()) {
        return new End.Paused();
      }
      Sources.Start start =
          Sources.decide(
              opening.observed(),
              opening.checkpoint(),
              context.rules().digest(),
              opening.resyncRequested());
      if (start instanceof Sources.Start.Refuse refuse) {
        return new End.Refused(refuse.why(), refuse.remedy());
      }
      return mirror(opening, start);
    } catch (Interrupted.Deposed e) {
      return new End.Deposed(String.valueOf(e.getMessage()));
    } catch (Interrupted.HistoryLost e) {
      return new End.Failed(String.valueOf(e.getMessage()));
    } catch (Interrupted.Requested e) {
      return e.request() == Request.PAUSE ? new End.Paused() : new End.Stopped();
    } catch (CorruptRecordException e) {
      return new End.Refused(String.valueOf(e.getMessage()), "see the message");
    } catch (EtcdException e) {
      return new End.Failed(String.valueOf(e.getMessage()));
    }
  }

  private End mirror(Opening opening, Sources.Start start) {
    Session session = new Session(opening);
    try (session) {
      String differ = null;
      Checkpoint.Phase phase = Checkpoint.Phase.RESYNC;
      if (start instanceof Sources.Start.Differ first) {
        differ = first.why();
        phase = first.phase();
      }
      while (true) {
        try {
          if (differ == null) {
            session.resume();
          } else {
            session.differ(phase, differ);
          }
          session.tail();
        } catch (Interrupted.HistoryLost lost) {
          differ = String.valueOf(lost.getMessage());
        } catch (Interrupted.Requested requested) {
          if (requested.request() != Request.RESYNC) {
            throw requested;
          }
          differ = "an operator asked for it";
        }
        phase =
            session.committer.checkpoint().watermark() == 0
                ? Checkpoint.Phase.COPY
                : Checkpoint.Phase.RESYNC;
      }
    }
  }

  /** What lasts from one phase to the next. */
  private final class Session implements AutoCloseable {

    private final Opening opening;
    private final LeaseBook leases;
    private final Committer committer;
    private final DriftLog driftLog;
    private final DriftReader driftReader;
    private RegistryIndex index;
    private @Nullable SourceFeed feed;
    private ScopeRecord scope;

    Session(Opening opening) {
      this.opening = opening;
      this.scope = opening.scope();
      this.leases =
          new LeaseBook(context.source(), context.target(), context.rules().carryLeases());
      Checkpoint checkpoint = opening.checkpoint() == null ? first() : opening.checkpoint();
      this.committer =
          new Committer(context, leases, checkpoint, opening.checkpointRevision());
      this.driftLog =
          new DriftLog(
              context.rules(),
              context.keys(),
              checkpoint.bornRevision(),
              opening.foreign(),
              checkpoint.driftRevision());
      this.driftReader = new DriftReader(context, driftLog);
      this.index = new RegistryIndex(context.rules().followOwners());
    }

    /** Rebuilds the index as of the watermark and goes on after it. */
    void resume() {
      long watermark = committer.checkpoint().watermark();
      context.observer().phase(Checkpoint.Phase.TAIL, "resuming from revision " + watermark);
      SourceFeed opened = open(watermark);
      index = new RegistryIndex(context.rules().followOwners());
      PageSize size = new PageSize(context.limits());
      long walked = 0;
      for (KeyRange range : ScanOrder.RANGES) {
        Pager pager = new Pager(context, context.source(), range, size);
        while (!pager.isDone()) {
          List<KeyValue> page = pageAt(pager, watermark);
          List<RegistryIndex.Change> changes = new ArrayList<>(page.size());
          for (KeyValue kv : page) {
            changes.add(new RegistryIndex.Change.Put(Facts.of(context.rules().classify(kv))));
          }
          index.apply(changes);
          walked += page.size();
          context.observer().progress(walked, walked);
          requests.check();
        }
      }
      driftReader.catchUp(committer.checkpointRevision(), index);
      placements();
      Objects.requireNonNull(opened);
    }

    void differ(Checkpoint.Phase phase, String why) {
      context.observer().phase(phase, why);
      index = new RegistryIndex(context.rules().followOwners());
      driftReader.catchUp(targetRevision(), index);
      scope = scope.with(context.rules().text());
      Checkpoint before = committer.checkpoint();
      Origin origin =
          new Origin(
              before.bornRevision(),
              driftReader.hasGap() ? before.driftRevision() : driftLog.readTo(),
              driftLog.foreign());
      driftReader.leaveGap();
      SourceFeed opened = open(SourceRevision.read(context));
      committer.commit(
          List.of(
              Txn.delete(context.keys().resyncRequest()),
              Txn.put(context.keys().scope(), scope.toJson())),
          before.inPhase(phase).from(opening.observed().source()),
          0);
      Set<io.understudy.core.port.Bytes> foreign = new HashSet<>();
      new Difference(
              context,
              committer,
              leases,
              opened,
              index,
              settler(),
              origin,
              requests,
              foreign::add)
          .run();
      scope = new ScopeRecord(List.of(context.rules().text()));
      committer.commit(
          List.of(Txn.put(context.keys().scope(), scope.toJson())),
          committer.checkpoint().under(context.rules().digest()),
          0);
      placements();
    }

    void tail() {
      SourceFeed from = Objects.requireNonNull(feed);
      new Tail(
              context, committer, from, index, requests, driftLog, driftReader, settler())
          .run();
    }

    @Override
    public void close() {
      driftReader.close();
      if (feed != null) {
        feed.close();
      }
    }

    private Settler settler() {
      List<io.understudy.core.scope.Rules> former =
          scope.rules().stream().map(io.understudy.core.scope.Rules::restore).toList();
      return new Settler(context.rules(), former, context.keys(), context.prune());
    }

    private SourceFeed open(long taken) {
      if (feed != null) {
        feed.close();
      }
      SourceFeed opened = new SourceFeed(context, taken);
      feed = opened;
      return opened;
    }

    private void placements() {
      context
          .observer()
          .placements(
              index.count(Placement.MIRROR),
              index.count(Placement.PARK),
              index.count(Placement.LEAVE_OUT));
    }
  }

  private static List<KeyValue> pageAt(Pager pager, long watermark) {
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

  private long targetRevision() {
    return context.patiently("revision of the target", () -> context.target().status().revision());
  }

  private Checkpoint first() {
    long born = targetRevision();
    return Checkpoint.first(
        Checkpoint.SourceId.of(Opening.read(context).observed().source()),
        born,
        context.timing().now(),
        context.rules().digest());
  }
}
