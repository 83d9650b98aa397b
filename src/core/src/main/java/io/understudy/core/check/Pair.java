package io.understudy.core.check;

import io.understudy.core.control.Checkpoint;

/**
 * Two revisions that belong together: at target revision {@code target} the target says that it
 * equals the source at revision {@code watermark}.
 */
public record Pair(Checkpoint checkpoint, long target) {

  public long watermark() {
    return checkpoint.watermark();
  }
}
