package io.understudy.sync.status;

import io.understudy.core.mirror.LeadLimits;
import io.understudy.service.site.SiteStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Puts together what is told of a replica. */
record StatusSheet(
    String link,
    LeadLimits leadLimits,
    SourceClock clock,
    DriftBoard drift,
    HealingBoard healing,
    CounterBoard counters,
    ObjectBoard objects,
    EndsBoard ends,
    WalkBoard walk) {

  Status read(Standing standing, Instant now) {
    ControlRecords known = standing.records;
    Long watermark = known == null && clock.watermark() == 0 ? null : clock.watermark();
    Long source = clock.sourceRevision() == 0 ? null : clock.sourceRevision();
    return new Status(
        link,
        standing.phase,
        standing.reason,
        standing.sound,
        standing.leading ? "leader" : "follower",
        known == null ? null : known.term().term(),
        known == null ? null : known.leader().orElse(null),
        source,
        known == null ? null : Math.max(known.targetRevision(), standing.committedRevision),
        watermark,
        source == null || clock.watermark() == 0 ? null : Math.max(0, source - clock.watermark()),
        clock.replicatedTime().map(at -> seconds(at, now)).orElse(null),
        clock.replicatedTime().orElse(null),
        standing.isWalking() ? walk.walk() : null,
        walk.preflight(),
        standing.warnings,
        lead(standing, source),
        counters.read(),
        objects.placements(),
        objects.foreignKeys(),
        drift.last().orElse(null),
        objects.encryption(),
        healing.differences(),
        healing.contested(),
        healing.blocked(),
        standing.continuity(),
        standing.lastRefusal,
        standing.lastFailure,
        ends.sourceError(),
        ends.targetError(),
        known == null ? null : known.unpark().map(Status.Unpark::of).orElse(null),
        ends.sourceTlsTrouble(),
        ends.targetTlsTrouble(),
        standing.site == null ? null : SiteStatus.of(standing.site));
  }

  private @Nullable RevisionLead lead(Standing standing, @Nullable Long source) {
    ControlRecords known = standing.records;
    if (known == null || source == null) {
      return null;
    }
    long reached = Math.max(known.targetRevision(), standing.committedRevision);
    return RevisionLead.of(reached - source, leadLimits);
  }

  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
  }
}
