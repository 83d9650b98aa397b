package io.understudy.testkit.replay;

/**
 * One way in which a target's history breaks a promise. Holds no value.
 *
 * @param targetRevision T
 * @param watermark W(T), 0 if none was claimed
 * @param key of the target, empty if it is about no single one
 */
public record Violation(Kind kind, long targetRevision, long watermark, String key, String detail) {

  /** Which promise. */
  public enum Kind {
    /** Not there, though the source has it at W. */
    MISSED,
    /** There, though by the source at W nothing should be. */
    SURPLUS,
    /** There with another value than the source's at W. */
    DIFFERENT,
    /** Visible while an owner is not. */
    OWNER_MISSING,
    /** A namespace or definition came after, or went before, what lives in it. */
    CONTAINER_MISSING,
    /** An object overwritten by another one of the same name, without a delete between. */
    REPLACED,
    /** The watermark fell, or is beyond what the source ever reached. */
    WATERMARK,
    /** A checkpoint that cannot be read. */
    CHECKPOINT
  }

  @Override
  public String toString() {
    return "T=%d W=%d %s %s: %s".formatted(targetRevision, watermark, kind, key, detail);
  }
}
