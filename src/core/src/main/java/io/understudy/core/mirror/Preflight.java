package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against writing, from what was seen before the first byte is written. Pure. Whether
 * the source is the one that the checkpoint belongs to is asked of {@link Sources}.
 */
final class Preflight {

  private static final double NEARLY_FULL = 0.9;

  /**
   * @param ownTerm value of the target's term record, which the present leader wrote when it took
   *     the lead
   * @param formerSince when the term before that was taken, by the clock of who took it
   * @param checkpoint null if there is none
   */
  record Seen(
      EtcdStatus source,
      EtcdStatus target,
      SourceControl control,
      @Nullable Bytes ownTerm,
      Instant formerSince,
      @Nullable Checkpoint checkpoint,
      Instant now) {

    boolean firstCopy() {
      return checkpoint == null;
    }
  }

  /** Refusals first, the gravest of them first of all. */
  static List<Finding> check(Seen seen, PreflightLimits limits) {
    List<Finding> found = new ArrayList<>();
    sameStore(seen).ifPresent(found::add);
    standby(seen).ifPresent(found::add);
    FormerPrimary.check(seen).ifPresent(found::add);
    implausible(seen).ifPresent(found::add);
    full(seen.target).ifPresent(found::add);
    quota(seen, limits).ifPresent(found::add);
    unknownControl(seen).ifPresent(found::add);
    clocks(seen, limits.clockSkewMax()).ifPresent(found::add);
    return found;
  }

  /**
   * What a first copy would overwrite.
   *
   * @param accepted so many an operator has accepted
   */
  static Optional<Finding> overwrites(Overwrites found, PreflightLimits limits, long accepted) {
    if (found.count() <= Math.max(limits.overwriteMax(), accepted)) {
      return Optional.empty();
    }
    return refusal(
        "a first copy would overwrite "
            + found.count()
            + " keys of the target (or delete, with understudy.prune=all) that have other content"
            + " and were not mirrored, more than "
            + Math.max(limits.overwriteMax(), accepted)
            + "; among them "
            + found.examples(),
        "make sure that understudy.target.endpoints is the standby and that its content may be"
            + " overwritten; if so, POST /api/v1/resync {\"accept\": "
            + found.count()
            + "}");
  }

  /** What the standby's API server could not read after a first copy. */
  static Optional<Finding> undecryptable(Undecryptable found, PreflightLimits limits) {
    if (found.count() == 0) {
      return Optional.empty();
    }
    String what =
        "the standby's API server cannot read "
            + found.count()
            + " values of the source, by understudy.target.encryption-config-file; among them "
            + found.examples();
    String remedy =
        "give the standby's API server the primary's encryption keys (its own may stay the first)"
            + " and understudy.target.encryption-config-file the same content";
    return found.count() <= limits.undecryptableMax()
        ? warning(what, remedy)
        : refusal(what, remedy + "; or raise understudy.preflight.undecryptable-max");
  }

  private Preflight() {}

  /**
   * The term record that this leader wrote to the target, found under the same key in the source: a
   * nonce, since nobody else wrote that holder, time and term. It tells the same store behind a
   * proxy, whatever the cluster ids say.
   */
  private static Optional<Finding> sameStore(Seen seen) {
    boolean sameCluster = seen.source.clusterId() == seen.target.clusterId();
    if (!sameCluster && !holds(seen.control, seen.ownTerm)) {
      return Optional.empty();
    }
    String proof =
        sameCluster
            ? "cluster id " + Long.toHexString(seen.source.clusterId())
            : "the term record just written to the target is in the source";
    return refusal(
        "source and target are the same etcd (" + proof + ")",
        "correct understudy.source.endpoints or understudy.target.endpoints");
  }

  /** What {@link #check} refuses first of all. */
  static boolean isSameStore(Opening opening) {
    Sources.Observed observed = opening.observed();
    return observed.source().clusterId() == observed.target().clusterId()
        || holds(opening.sourceControl(), opening.ownTerm());
  }

  private static boolean holds(SourceControl source, @Nullable Bytes ownTerm) {
    Bytes there = source.term();
    return there != null && Objects.equals(there, ownTerm);
  }

  private static Optional<Finding> standby(Seen seen) {
    Bytes term = seen.control.term();
    try {
      if (term != null && TermRecord.fromJson(term).role() == TermRecord.Role.STANDBY) {
        return refusal(
            "the source is itself the standby of this link (its term record says so)",
            "if that site is the primary and was never this link's standby, delete"
                + " /understudy/<link>/term in its etcd; if it is the standby, correct"
                + " understudy.source.endpoints; promote it only if it is to become the primary");
      }
    } catch (CorruptRecordException e) {
      return refusal(
          "the source has a term record of this link that cannot be read, so whether it is a"
              + " standby is unknown",
          "look at it with 'etcdctl get' in the source etcd; delete it there if that site is the"
              + " primary");
    }
    if (seen.control.holdsParked()) {
      return refusal(
          "the source still holds parked objects of this link",
          "finish the unpark there, or delete them if they are left-overs");
    }
    return Optional.empty();
  }

  /** Well-formed, but no mirror writes such a checkpoint: somebody edited it. */
  private static Optional<Finding> implausible(Seen seen) {
    Checkpoint checkpoint = seen.checkpoint;
    if (checkpoint == null) {
      return Optional.empty();
    }
    String wrong = null;
    if (checkpoint.phase() == Checkpoint.Phase.TAIL && checkpoint.watermark() == 0) {
      wrong = "it is in phase tail without a watermark";
    } else if (checkpoint.lastKeyRevision() > checkpoint.watermark()) {
      wrong = "its lastKeyRevision is beyond its watermark";
    } else if (checkpoint.bornRevision() > seen.target.revision()) {
      wrong = "its bornRevision is beyond the target's revision " + seen.target.revision();
    } else if (checkpoint.driftRevision() > seen.target.revision()) {
      wrong = "its driftRevision is beyond the target's revision " + seen.target.revision();
    }
    return wrong == null
        ? Optional.empty()
        : refusal(
            "control record 'checkpoint' in the target etcd cannot be true: " + wrong,
            "mend that record, or delete it for a full difference, while no mirror runs");
  }

  private static Optional<Finding> full(EtcdStatus target) {
    return target.isFull()
        ? refusal(
            "the target etcd is full: it raised the NOSPACE alarm and refuses writes",
            "compact it ('etcdctl compact <revision>'), defragment each member ('etcdctl defrag'),"
                + " raise --quota-backend-bytes if its data needs more, then 'etcdctl alarm"
                + " disarm'; the mirror goes on by itself")
        : Optional.empty();
  }

  private static Optional<Finding> quota(Seen seen, PreflightLimits limits) {
    long quota = quotaBytes(seen.target, limits);
    long used = usedBytes(seen.target);
    long coming = usedBytes(seen.source);
    String remedy =
        "raise the target's --quota-backend-bytes (and understudy.target.quota-bytes, if its etcd"
            + " is older than 3.6), or compact and defragment it";
    if (seen.firstCopy() && coming > quota - used) {
      return refusal(
          "the target's quota is too small for a first copy: the source uses "
              + coming
              + " bytes, the target has "
              + Math.max(0, quota - used)
              + " of its "
              + quota
              + " left",
          remedy);
    }
    if (used > NEARLY_FULL * quota) {
      return warning(
          "the target uses " + used + " bytes of its quota of " + quota + ": it is nearly full",
          remedy);
    }
    return !seen.firstCopy() && coming > quota
        ? warning(
            "the source uses " + coming + " bytes, the target's quota is " + quota + " bytes",
            remedy)
        : Optional.empty();
  }

  /** As the target says, else as configured. */
  static long quotaBytes(EtcdStatus target, PreflightLimits limits) {
    return target.quotaBytes() > 0 ? target.quotaBytes() : limits.quotaBytes();
  }

  /** Pages that compaction freed are used again before the file grows. */
  static long usedBytes(EtcdStatus etcd) {
    return etcd.databaseInUseBytes() > 0 ? etcd.databaseInUseBytes() : etcd.databaseBytes();
  }

  /** Whether so much of the quota is used that nothing should be written that need not be. */
  static boolean isNearlyFull(EtcdStatus target, PreflightLimits limits) {
    return target.isFull()
        || Math.max(usedBytes(target), 0) > NEARLY_FULL * quotaBytes(target, limits);
  }

  private static Optional<Finding> unknownControl(Seen seen) {
    return seen.control.readable()
        ? Optional.empty()
        : warning(
            "whether the source is itself a standby or holds parked objects is unknown: its account"
                + " may not read /understudy/ there",
            "let the source's role read the prefix /understudy/, see docs/etcd-roles.md");
  }

  /**
   * A warning only: the order of things is told by revisions and terms, never by clocks. A wrong
   * clock falsifies what is shown (lag, ages), and a refusal would keep the standby behind for that
   * alone.
   */
  private static Optional<Finding> clocks(Seen seen, Duration most) {
    Checkpoint checkpoint = seen.checkpoint;
    Instant latest = seen.formerSince;
    String record = "term.since";
    if (checkpoint != null && checkpoint.observedAt().isAfter(latest)) {
      latest = checkpoint.observedAt();
      record = "checkpoint.observedAt";
    }
    if (!latest.isAfter(seen.now.plus(most))) {
      return Optional.empty();
    }
    return warning(
        record
            + " in the target is "
            + Duration.between(seen.now, latest).toMillis()
            + " ms in this replica's future: the clocks of the replicas differ, and lag and ages are"
            + " shown wrong",
        "synchronise the clocks of the nodes that sync-service runs on (NTP)");
  }

  private static Optional<Finding> refusal(String what, String remedy) {
    return Optional.of(new Finding.Refusal(what, remedy));
  }

  private static Optional<Finding> warning(String what, String remedy) {
    return Optional.of(new Finding.Warning(what, remedy));
  }
}
