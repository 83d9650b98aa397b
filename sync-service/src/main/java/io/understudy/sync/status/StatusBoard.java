package io.understudy.sync.status;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.RepairResult;
import io.understudy.core.failover.truth.Seen;
import io.understudy.core.mirror.BlockedKey;
import io.understudy.core.mirror.Comparison;
import io.understudy.core.mirror.Drift;
import io.understudy.core.mirror.Finding;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.ownership.RuleCount;
import io.understudy.core.port.Bytes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Keeps where this replica stands. Safe for use by several threads. */
public final class StatusBoard implements ReplicaObserver {

  private final InstantSource time;
  private final SourceClock clock;
  private final DriftBoard drift;
  private final HealingBoard healing = new HealingBoard();
  private final CounterBoard counters = new CounterBoard();
  private final ObjectBoard objects = new ObjectBoard();
  private final EndsBoard ends = new EndsBoard();
  private final WalkBoard walk = new WalkBoard();
  private final Standing standing = new Standing();
  private final StatusSheet sheet;
  private volatile Measurements measurements = Measurements.NONE;

  public StatusBoard(
      String link, InstantSource time, SourceClock clock, DriftBoard drift, LeadLimits lead) {
    this.drift = drift;
    this.time = time;
    this.clock = clock;
    this.sheet = new StatusSheet(link, lead, clock, drift, healing, counters, objects, ends, walk);
  }

  /** From now on these are told what is measured, instead of those before. */
  public void measureBy(Measurements others) {
    measurements = others;
  }

  public HealingBoard healing() {
    return healing;
  }

  public CounterBoard counters() {
    return counters;
  }

  public ObjectBoard objects() {
    return objects;
  }

  public EndsBoard ends() {
    return ends;
  }

  public synchronized Phase phase() {
    return standing.phase;
  }

  public synchronized String reason() {
    return standing.reason;
  }

  public synchronized boolean isLeading() {
    return standing.leading;
  }

  /** The source revision that the target has reached, 0 for none. */
  public long watermark() {
    return clock.watermark();
  }

  /** As last read from the target; empty before the first answer. */
  public synchronized Optional<ControlRecords> records() {
    return Optional.ofNullable(standing.records);
  }

  /**
   * Ready are a leader that is sound, a follower that sees a leader, and on a promoted site who
   * reads the target: it is as it should be, and calls about the role must reach it.
   */
  public synchronized boolean isReady() {
    return standing.isReady(ends.targetError());
  }

  /** What the target says; a follower's watermark comes from there. */
  public synchronized void targetSampled(ControlRecords read) {
    standing.records = read;
    ends.targetSampled();
    if (!standing.leading) {
      read.checkpoint().ifPresent(this::reached);
    }
  }

  /** What the target says of its site's role, as the other site would read it. */
  public synchronized void siteSampled(Seen seen) {
    standing.site = seen;
  }

  public synchronized Status status() {
    return sheet.read(standing, time.instant());
  }

  @Override
  public synchronized void leading(long term) {
    standing.leading = true;
    enter(Phase.STARTING, "leading in term " + term);
  }

  @Override
  public synchronized void resigned(String why) {
    standing.leading = false;
    standing.sound = false;
    enter(Phase.STARTING, why);
  }

  @Override
  public synchronized void following(String leader) {
    enter(Phase.FOLLOWING, "led by " + leader);
  }

  @Override
  public synchronized void promoted(long term, String why) {
    enter(Phase.PROMOTED, "this site is primary since term " + term + ": " + why);
  }

  @Override
  public synchronized void paused() {
    enter(Phase.PAUSED, "an operator paused the mirror");
  }

  @Override
  public synchronized void refused(String why, String remedy) {
    standing.lastRefusal = new Refusal(why, remedy, time.instant());
    enter(Phase.REFUSED, why);
  }

  @Override
  public synchronized void failed(String why) {
    standing.lastFailure = new Failure(why, time.instant());
    enter(Phase.FAILED, why);
  }

  @Override
  public synchronized void phase(Checkpoint checkpoint, String why) {
    if (checkpoint.phase() == Checkpoint.Phase.RESYNC) {
      counters.resync(ResyncReason.of(why));
    }
    reached(checkpoint);
    walk.begin(time.instant());
    boolean resuming = checkpoint.phase() == Checkpoint.Phase.TAIL;
    enter(resuming ? Phase.STARTING : Phase.of(checkpoint.phase()), why);
    standing.tailAhead();
  }

  @Override
  public synchronized void warnings(List<Finding.Warning> found) {
    standing.warnings = found.stream().map(w -> new Status.Warning(w.what(), w.remedy())).toList();
  }

  @Override
  public synchronized void preflight(long keys, long ofAbout) {
    walk.preflight(keys, ofAbout, time.instant());
  }

  @Override
  public synchronized void progress(long keys, long ofAbout) {
    walk.walked(keys, ofAbout, time.instant());
  }

  @Override
  public synchronized void committed(
      Checkpoint checkpoint, long targetRevision, int revisions, int writes, long bytes) {
    counters.committed(revisions, writes, bytes);
    standing.committedRevision = targetRevision;
    reached(checkpoint);
    if (checkpoint.phase() == Checkpoint.Phase.TAIL) {
      beginTail();
    }
  }

  @Override
  public void fenced(String why) {
    counters.fenced();
  }

  @Override
  public void retried(String what, String why) {
    counters.retried();
  }

  @Override
  public void hole(long expected, long got) {
    counters.hole();
  }

  @Override
  public synchronized void continuity(boolean proven) {
    standing.continuityProven = proven;
  }

  @Override
  public void foreign(long count, List<Bytes> examples) {
    objects.foreign(count);
  }

  @Override
  public void drift(Drift write) {
    drift.add(write);
    counters.drift();
  }

  @Override
  public void compared(Comparison comparison) {
    healing.compared(comparison, time.instant());
  }

  @Override
  public void blocked(long count, List<BlockedKey> examples) {
    healing.blocked(count, examples);
  }

  @Override
  public synchronized void targetLimitLower(String why) {
    standing.lastFailure = new Failure(why, time.instant());
  }

  @Override
  public synchronized void sound(long repaired) {
    counters.repaired(repaired);
    standing.sound = standing.phase == Phase.TAIL;
  }

  @Override
  public synchronized void repaired(String id, RepairResult result) {
    counters.repaired(result.written());
  }

  @Override
  public void encrypted(long orderUnproven, long undecryptable) {
    objects.encrypted(orderUnproven, undecryptable);
  }

  @Override
  public synchronized void placements(long mirrored, long parked, long leftOut, long unparsable) {
    objects.placements(mirrored, parked, leftOut, unparsable);
    beginTail();
  }

  @Override
  public void applied(Duration latency) {
    measurements.applied(latency);
  }

  @Override
  public void objects(List<RuleCount> counts) {
    measurements.objects(counts);
    objects.byRule(counts);
  }

  /**
   * A resumed run tells where objects belong when it is ready to tail, a difference commits first.
   */
  private void beginTail() {
    if (standing.isTailAhead()) {
      enter(Phase.TAIL, standing.reason);
    }
  }

  private void enter(Phase next, String why) {
    standing.enter(next, why);
    walk.end();
  }

  private void reached(Checkpoint checkpoint) {
    clock.reached(checkpoint.watermark(), checkpoint.observedAt());
  }
}
