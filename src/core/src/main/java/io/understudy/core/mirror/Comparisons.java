package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a tailing mirror compares both sides: at once, again after each interval, and anew where the
 * target's history has a gap. One slice at a time, between two Txns.
 */
final class Comparisons {

  private final RunContext context;
  private final RegistryIndex index;
  private final Committer committer;
  private final SourceReach reach;
  private final DriftLog driftLog;
  private final OwnMarks marks;
  private final DriftReader driftReader;
  private final Settler settler;
  private final AuditPace pace;
  private @Nullable Audit running;
  private boolean inStep;
  private long nextAt;
  private boolean isLast;

  Comparisons(
      RunContext context,
      SourceReach reach,
      RegistryIndex index,
      Committer committer,
      DriftLog driftLog,
      OwnMarks marks,
      DriftReader driftReader,
      Settler settler) {
    this.context = context;
    this.reach = reach;
    this.index = index;
    this.committer = committer;
    this.driftLog = driftLog;
    this.marks = marks;
    this.driftReader = driftReader;
    this.settler = settler;
    this.pace = new AuditPace(context.timing());
    this.nextAt = context.timing().nanos();
  }

  /** Whether there is something to do now. */
  boolean isDue() {
    boolean isTime = !isLast && context.timing().nanos() - nextAt >= 0;
    return running != null || driftReader.hasGap() || isTime;
  }

  /**
   * The next slice, or nothing if none is due or one is under way already.
   *
   * @param base the tail
   * @param commit brings the target to the watermark
   * @param idle whether no revision of the source waits
   */
  void step(Base base, Runnable commit, boolean idle) {
    if (inStep) {
      return;
    }
    if (driftReader.hasGap()) {
      running = null;
    }
    if (!isDue() || !pace.mayStep(idle)) {
      return;
    }
    commit.run();
    Audit audit = running == null ? begin(base) : running;
    running = audit;
    inStep = true;
    long began = context.timing().nanos();
    boolean done = audit.step();
    pace.stepped(began);
    inStep = false;
    driftLog.comparedSoFar(audit.foreign().keySet());
    if (done && !driftReader.hasGap()) {
      end(audit);
    }
  }

  private Audit begin(Base base) {
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
            now.driftRevision(),
            context.classifier(),
            marks.revisions(committer.checkpointRevision()));
    return new Audit(context, reach, index, committer, settler, origin, base);
  }

  private void end(Audit done) {
    Instant now = context.timing().now();
    Duration interval = context.healing().interval();
    isLast = interval.isZero();
    nextAt = context.timing().nanos() + interval.toNanos();
    driftLog.endComparison(done.foreign(), reach.range(), now);
    running = null;
    List<Bytes> examples = done.foreign().keySet().stream().limit(10).toList();
    context.observer().foreign(done.foreign().size(), examples);
    Comparison comparison = done.end();
    context.observer().compared(comparison);
    context.observer().sound(comparison.repaired());
  }
}
