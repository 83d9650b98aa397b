package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ResyncRequest;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.port.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * Whether a source is the one that the checkpoint belongs to, and how a run begins. Pure. What
 * speaks against any source or target is told by {@link Preflight}.
 */
final class Sources {

  /**
   * @param lastKey the checkpoint's last key as the source has it at the watermark, or now if that
   *     revision is compacted; null if it has none
   * @param watermarkReadable whether the source still has the watermark's revision
   */
  record Observed(
      EtcdStatus source,
      EtcdStatus target,
      @Nullable KeyValue lastKey,
      boolean watermarkReadable) {}

  /** How a run begins. */
  sealed interface Start {
    /** From the checkpoint. */
    record Resume() implements Start {}

    record Differ(Checkpoint.Phase phase, String why) implements Start {}

    /**
     * @param remedy what an operator can do
     */
    record Refuse(String why, String remedy) implements Start {}
  }

  /** What an operator can do about a source that is not the one the target was mirrored from. */
  static final String RESYNC =
      "if this is the source you mean, POST /api/v1/resync makes the target equal to it";

  private Sources() {}

  /**
   * @param checkpoint null if there is none
   * @param rules digest of the present rules
   * @param asked an operator's request of a full difference, null if there is none
   */
  static Start decide(
      Observed seen, @Nullable Checkpoint checkpoint, String rules, @Nullable ResyncRequest asked) {
    if (checkpoint == null) {
      return new Start.Differ(Checkpoint.Phase.COPY, "this link has no checkpoint yet");
    }
    boolean copied = checkpoint.watermark() > 0;
    Checkpoint.Phase phase = copied ? Checkpoint.Phase.RESYNC : Checkpoint.Phase.COPY;
    if (asked != null && asked.isFor(seen.source.clusterId())) {
      return new Start.Differ(phase, "an operator asked for it");
    }
    String other = isAnother(seen, checkpoint);
    if (other != null) {
      String pending =
          asked == null
              ? ""
              : "; the resync that was asked for is for cluster "
                  + Long.toHexString(asked.source());
      return new Start.Refuse(other + pending, RESYNC);
    }
    if (checkpoint.phase() != Checkpoint.Phase.TAIL) {
      return new Start.Differ(phase, "the last difference did not end");
    }
    if (checkpoint.inParts()) {
      return new Start.Differ(phase, "a change in parts did not end");
    }
    if (!checkpoint.rules().equals(rules)) {
      return new Start.Differ(
          phase,
          "the scope rules changed, or what of the source can be read, or what the target takes");
    }
    if (!seen.watermarkReadable) {
      return new Start.Differ(phase, "the source has compacted revision " + checkpoint.watermark());
    }
    return new Start.Resume();
  }

  /**
   * Whether the target held at the checkpoint's watermark what the mirror had written of this very
   * source, so that a difference in what the source has not changed since was made by others.
   */
  static boolean isClean(Observed seen, @Nullable Checkpoint checkpoint) {
    return checkpoint != null
        && checkpoint.phase() == Checkpoint.Phase.TAIL
        && isAnother(seen, checkpoint) == null;
  }

  /**
   * @return why the source is not the one that the checkpoint belongs to, null if it is
   */
  static @Nullable String isAnother(Observed seen, Checkpoint checkpoint) {
    Checkpoint.SourceId known = checkpoint.source();
    if (known.clusterId() != seen.source.clusterId()) {
      return "the source's cluster id is "
          + Long.toHexString(seen.source.clusterId())
          + ", the target was mirrored from "
          + Long.toHexString(known.clusterId());
    }
    if (seen.source.raftTerm() < known.raftTerm()) {
      return wentBack(known.raftTerm(), seen.source.raftTerm());
    }
    if (seen.source.revision() < checkpoint.watermark()) {
      return "the source is at revision "
          + seen.source.revision()
          + ", behind the watermark "
          + checkpoint.watermark()
          + ": it was restored from a backup";
    }
    return rewound(seen, checkpoint);
  }

  static String wentBack(long knownTerm, long term) {
    return "the source's raft term went back from "
        + knownTerm
        + " to "
        + term
        + ": it was restored or rebuilt";
  }

  private static @Nullable String rewound(Observed seen, Checkpoint checkpoint) {
    if (checkpoint.lastKeyRevision() == 0) {
      return null;
    }
    KeyValue last = seen.lastKey;
    boolean isThere =
        seen.watermarkReadable
            ? last != null && last.modRevision() == checkpoint.lastKeyRevision()
            : last == null || last.modRevision() >= checkpoint.lastKeyRevision();
    if (isThere) {
      return null;
    }
    return "the last applied key is not at revision "
        + checkpoint.lastKeyRevision()
        + " in the source: it was restored from a backup and has gone another way";
  }
}
