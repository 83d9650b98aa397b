package io.understudy.sync.status;

import io.understudy.core.control.UnparkRecord;
import io.understudy.core.ownership.RuleCount;
import io.understudy.core.scope.Placement;
import io.understudy.service.site.SiteStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one replica and its link stand; the body of {@code GET /api/v1/status}. Fields are null
 * while they are unknown.
 *
 * @param link name of the link
 * @param phase what this replica does
 * @param reason what made that phase necessary
 * @param sound this replica leads, tails, and has compared everything since it began to
 * @param role leader or follower
 * @param term as the target's term record has it
 * @param leader who leads, as its record says
 * @param sourceRevision as last sampled
 * @param targetRevision as last read, or committed
 * @param watermark the source revision that the target has reached, 0 for none
 * @param lagRevisions source revisions beyond the watermark
 * @param lagSeconds age of the target's state
 * @param replicatedTime the target holds all that the source held at this time
 * @param copy how far a copy or a resync is, null in other phases
 * @param preflight how far a count of what a first copy would overwrite is, null unless one goes on
 * @param warnings what the last preflight warned of
 * @param encryption what encryption at rest keeps from being known
 * @param revisionLead how far the target's revision is ahead of the source's
 * @param continuity whether it is checked that no source revision is missing: proven
 * @param foreignKeys keys in scope that only the target has and the mirror did not write
 * @param lastDrift the newest write by others that this replica saw while it led
 * @param differences what the last comparison of this replica found
 * @param contestedKeys that the standby keeps rewriting
 * @param blockedKeys objects of the source that are too large for the target
 * @param lastRefusal the last one of this replica's life
 * @param lastFailure the last one of this replica's life
 * @param sourceError why the source cannot be read now
 * @param targetError why the target cannot be read now
 * @param sourceTlsTrouble why the source's TLS files as they are now are not in force
 * @param targetTlsTrouble likewise
 * @param site what the target says of its site's role; another site can ask for it here
 * @param unpark after a promotion, if it was asked for
 */
public record Status(
    String link,
    Phase phase,
    String reason,
    boolean sound,
    String role,
    @Nullable Long term,
    @Nullable String leader,
    @Nullable Long sourceRevision,
    @Nullable Long targetRevision,
    @Nullable Long watermark,
    @Nullable Long lagRevisions,
    @Nullable Double lagSeconds,
    @Nullable Instant replicatedTime,
    @Nullable Progress copy,
    @Nullable Progress preflight,
    List<Warning> warnings,
    @Nullable RevisionLead revisionLead,
    Counters counters,
    @Nullable Placements placements,
    @Nullable Long foreignKeys,
    DriftBoard.@Nullable Write lastDrift,
    @Nullable Encryption encryption,
    HealingBoard.@Nullable Differences differences,
    HealingBoard.@Nullable Contested contestedKeys,
    HealingBoard.@Nullable Blocked blockedKeys,
    String continuity,
    @Nullable Refusal lastRefusal,
    @Nullable Failure lastFailure,
    @Nullable String sourceError,
    @Nullable String targetError,
    @Nullable Unpark unpark,
    @Nullable String sourceTlsTrouble,
    @Nullable String targetTlsTrouble,
    @Nullable SiteStatus site) {

  /** How far parked objects have been put in place; {@code left} stay parked. */
  public record Unpark(String state, long total, long done, long left) {

    static Unpark of(UnparkRecord record) {
      return new Unpark(record.stateText(), record.total(), record.done(), record.leftCount());
    }
  }

  /**
   * What encryption at rest keeps from being known, or read.
   *
   * @param orderUnproven objects in scope whose owners cannot be read here
   * @param undecryptable objects in scope that the standby's API server cannot read, as far as its
   *     configuration is known
   * @param note the same in words, null if there is nothing to say
   * @param fileError why a configuration that has changed could not be read; the former one is used
   */
  public record Encryption(
      long orderUnproven, long undecryptable, @Nullable String note, @Nullable String fileError) {

    static Encryption of(long orderUnproven, long undecryptable, @Nullable String fileError) {
      List<String> notes = new ArrayList<>();
      if (orderUnproven > 0) {
        notes.add("order unproven for " + orderUnproven + " encrypted objects");
      }
      if (undecryptable > 0) {
        notes.add("the standby cannot read " + undecryptable + " objects");
      }
      String note = notes.isEmpty() ? null : String.join("; ", notes);
      return new Encryption(orderUnproven, undecryptable, note, fileError);
    }
  }

  /**
   * Objects of the source by where they go.
   *
   * @param byRule the same by the rule that decides of each
   */
  public record Placements(
      long mirrored, long parked, long leftOut, long unparsable, List<Ruled> byRule) {

    Placements with(List<Ruled> counts) {
      return new Placements(mirrored, parked, leftOut, unparsable, counts);
    }
  }

  /**
   * @param rule name of the rule
   * @param placement mirror, park, leave-out or blocked, the owners considered
   */
  public record Ruled(String rule, String placement, long objects) {

    static Ruled of(RuleCount count) {
      return new Ruled(count.rule(), text(count.placement()), count.objects());
    }

    /** As the rules file and the metrics write it. */
    public static String text(Placement placement) {
      return switch (placement) {
        case MIRROR -> "mirror";
        case PARK -> "park";
        case LEAVE_OUT -> "leave-out";
        case BLOCKED -> "blocked";
      };
    }
  }

  /**
   * @param remedy what an operator can do
   */
  public record Warning(String what, String remedy) {}
}
