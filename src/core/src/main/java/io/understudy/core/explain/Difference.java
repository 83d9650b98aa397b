package io.understudy.core.explain;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * One key that is not as it should be, in one place of the target, at two revisions that belong
 * together.
 *
 * @param key as the source spells it, also if {@code parked}
 * @param parked whether it is about the parked copy
 * @param source what the source has under the key at W
 * @param target what the target has in that place at T
 * @param watermark W
 * @param targetRevision T
 */
public record Difference(
    Bytes key,
    Kind kind,
    boolean parked,
    @Nullable KeyValue source,
    @Nullable KeyValue target,
    long watermark,
    long targetRevision) {

  /** What is not as it should be. */
  public enum Kind {
    /** The place should hold the source's object, and is empty. */
    MISSED,
    /** The place should be empty, and is not. */
    SURPLUS,
    /** The place holds another value than it should. */
    DIFFERENT
  }

  /** Names of what there is, nothing of the values. */
  @Override
  public String toString() {
    return kind + " " + key + (parked ? " (parked)" : "");
  }
}
