package io.understudy.sync.status;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.RepairResult;
import io.understudy.core.mirror.BlockedKey;
import io.understudy.core.mirror.Comparison;
import io.understudy.core.mirror.Drift;
import io.understudy.core.mirror.Finding;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.ownership.RuleCount;
import io.understudy.core.port.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps where this replica stands. Safe for use by several threads. */
public final class StatusBoard implements ReplicaObserver {

  private final String link;
  private final LeadLimits leadLimits;
  private final InstantSource time;
  private final SourceClock clock;
  private final DriftBoard drift;
  private final HealingBoard healing = new HealingBoard();
  private final CounterBoard counters = new CounterBoard();
  private Phase phase = Phase.STARTING;
  private String reason = "the process started";
  private boolean leading;
  private boolean sound;
  private boolean continuityProven;
  private boolean tailAhead;
  private Instant walkBegan = Instant.EPOCH;
  private @Nullable Progress walk;
  private @Nullable Progress preflight;
  private Instant preflightBegan = Instant.EPOCH;
  private List<Status.Warning> warnings = List.of();
  private long committedRevision;
  private Status.@Nullable Placements placements;
  private List<Status.Ruled> byRule = List.of();
  private volatile Measurements measurements = Measurements.NONE;
  private @Nullable Long foreignKeys;
  private Status.@Nullable Encryption encryption;
  private @Nullable String encryptionFileError;
  private @Nullable Refusal lastRefusal;
  private @Nullable Failure lastFailure;
  private @Nullable ControlRecords records;
  private @Nullable String sourceError;
  private @Nullable String targetError;
  private @Nullable String sourceTlsTrouble;
  private @Nullable String targetTlsTrouble;

  public StatusBoard(
      String link, InstantSource time, SourceClock clock, DriftBoard drift, LeadLimits lead) {
    this.drift = drift;
    this.leadLimits = lead;
    this.link = link;
    this.time = time;
    this.clock = clock;
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

  public synchronized Phase phase() {
    return phase;
  }

  public synchronized String reason() {
    return reason;
  }

  public synchronized boolean isLeading() {
    return leading;
  }

  /** The source revision that the target has reached, 0 for none. */
  public long watermark() {
    return clock.watermark();
  }

  /** As last read from the target; empty before the first answer. */
  public synchronized Optional<ControlRecords> records() {
    return Optional.ofNullable(records);
  }

  /**
   * Ready are a leader that is sound, a follower that sees a leader, and on a promoted site who
   * reads the target: it is as it should be, and calls about the role must reach it.
   */
  public synchronized boolean isReady() {
    return switch (phase) {
      case TAIL -> sound;
      case FOLLOWING -> targetError == null && records != null && records.leader().isPresent();
      case PROMOTED -> targetError == null;
      case STARTING, COPY, RESYNC, PAUSED, REFUSED, FAILED -> false;
    };
  }

  public synchronized void sourceSampled() {
    sourceError = null;
  }

  public synchronized void sourceFailed(String why) {
    sourceError = why;
  }

  /** Why TLS files that were changed are not in force; empty if they are. */
  public synchronized void sourceTls(Optional<String> trouble) {
    sourceTlsTrouble = trouble.orElse(null);
  }

  /** As {@link #sourceTls}. */
  public synchronized void targetTls(Optional<String> trouble) {
    targetTlsTrouble = trouble.orElse(null);
  }

  /** What the target says; a follower's watermark comes from there. */
  public synchronized void targetSampled(ControlRecords read) {
    records = read;
    targetError = null;
    if (!leading) {
      read.checkpoint().ifPresent(this::reached);
    }
  }

  public synchronized void targetFailed(String why) {
    targetError = why;
  }

  public synchronized Status status() {
    Instant now = time.instant();
    ControlRecords known = records;
    Long watermark = known == null && clock.watermark() == 0 ? null : clock.watermark();
    Long source = clock.sourceRevision() == 0 ? null : clock.sourceRevision();
    boolean copying = phase == Phase.COPY || phase == Phase.RESYNC;
    return new Status(
        link,
        phase,
        reason,
        sound,
        leading ? "leader" : "follower",
        known == null ? null : known.term().term(),
        known == null ? null : known.leader().orElse(null),
        source,
        known == null ? null : Math.max(known.targetRevision(), committedRevision),
        watermark,
        source == null || clock.watermark() == 0 ? null : Math.max(0, source - clock.watermark()),
        clock.replicatedTime().map(at -> seconds(at, now)).orElse(null),
        clock.replicatedTime().orElse(null),
        copying ? walk : null,
        preflight,
        warnings,
        lead(known, source),
        counters.read(),
        placements,
        foreignKeys,
        drift.last().orElse(null),
        encryption,
        healing.differences(),
        healing.contested(),
        healing.blocked(),
        continuity(),
        lastRefusal,
        lastFailure,
        sourceError,
        targetError,
        known == null ? null : known.unpark().map(Status.Unpark::of).orElse(null),
        sourceTlsTrouble,
        targetTlsTrouble);
  }

  private @Nullable RevisionLead lead(@Nullable ControlRecords known, @Nullable Long source) {
    if (known == null || source == null) {
      return null;
    }
    return RevisionLead.of(
        Math.max(known.targetRevision(), committedRevision) - source, leadLimits);
  }

  @Override
  public synchronized void leading(long term) {
    leading = true;
    enter(Phase.STARTING, "leading in term " + term);
  }

  @Override
  public synchronized void resigned(String why) {
    leading = false;
    sound = false;
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
    lastRefusal = new Refusal(why, remedy, time.instant());
    enter(Phase.REFUSED, why);
  }

  @Override
  public synchronized void failed(String why) {
    lastFailure = new Failure(why, time.instant());
    enter(Phase.FAILED, why);
  }

  @Override
  public synchronized void phase(Checkpoint checkpoint, String why) {
    if (checkpoint.phase() == Checkpoint.Phase.RESYNC) {
      counters.resync(ResyncReason.of(why));
    }
    reached(checkpoint);
    walkBegan = time.instant();
    boolean resuming = checkpoint.phase() == Checkpoint.Phase.TAIL;
    enter(resuming ? Phase.STARTING : Phase.of(checkpoint.phase()), why);
    tailAhead = true;
  }

  @Override
  public synchronized void warnings(List<Finding.Warning> found) {
    warnings = found.stream().map(w -> new Status.Warning(w.what(), w.remedy())).toList();
  }

  @Override
  public synchronized void preflight(long keys, long ofAbout) {
    if (preflight == null) {
      preflightBegan = time.instant();
    }
    preflight = Progress.of(keys, ofAbout, preflightBegan, time.instant());
  }

  @Override
  public synchronized void progress(long keys, long ofAbout) {
    walk = Progress.of(keys, ofAbout, walkBegan, time.instant());
  }

  @Override
  public synchronized void committed(
      Checkpoint checkpoint, long targetRevision, int revisions, int writes, long bytes) {
    counters.committed(revisions, writes, bytes);
    committedRevision = targetRevision;
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
    continuityProven = proven;
  }

  private String continuity() {
    boolean reads = phase == Phase.COPY || phase == Phase.RESYNC || phase == Phase.TAIL;
    if (!leading || !reads) {
      return "unknown";
    }
    return continuityProven ? "proven" : "unproven";
  }

  @Override
  public synchronized void foreign(long count, List<Bytes> examples) {
    foreignKeys = count;
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
    lastFailure = new Failure(why, time.instant());
  }

  @Override
  public synchronized void sound(long repaired) {
    counters.repaired(repaired);
    sound = phase == Phase.TAIL;
  }

  @Override
  public synchronized void repaired(String id, RepairResult result) {
    counters.repaired(result.written());
  }

  @Override
  public synchronized void encrypted(long orderUnproven, long undecryptable) {
    encryption = Status.Encryption.of(orderUnproven, undecryptable, encryptionFileError);
  }

  /**
   * @param error why a changed encryption configuration could not be read, null if it could
   */
  public synchronized void encryptionFile(@Nullable String error) {
    encryptionFileError = error;
    Status.Encryption known = encryption;
    encryption =
        Status.Encryption.of(
            known == null ? 0 : known.orderUnproven(),
            known == null ? 0 : known.undecryptable(),
            error);
  }

  @Override
  public synchronized void placements(long mirrored, long parked, long leftOut, long unparsable) {
    placements = new Status.Placements(mirrored, parked, leftOut, unparsable, byRule);
    beginTail();
  }

  @Override
  public void applied(Duration latency) {
    measurements.applied(latency);
  }

  @Override
  public void objects(List<RuleCount> counts) {
    measurements.objects(counts);
    synchronized (this) {
      byRule = counts.stream().map(Status.Ruled::of).toList();
      if (placements != null) {
        placements = placements.with(byRule);
      }
    }
  }

  /**
   * A resumed run tells where objects belong when it is ready to tail, a difference commits first.
   */
  private void beginTail() {
    if (tailAhead) {
      enter(Phase.TAIL, reason);
    }
  }

  private void enter(Phase next, String why) {
    phase = next;
    reason = why;
    tailAhead = false;
    walk = null;
    preflight = null;
    sound = false;
  }

  private void reached(Checkpoint checkpoint) {
    clock.reached(checkpoint.watermark(), checkpoint.observedAt());
  }

  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
  }
}
