package io.understudy.sync.settings;

import io.understudy.core.mirror.Healing;
import java.time.Duration;

/**
 * How drift is told and healed.
 *
 * @param driftKeep writes by others that the leader keeps to tell of
 * @param syncInterval between two comparisons while tailing, zero for never
 * @param contestedPause before a key that the standby rewrote is recopied again; doubled each time
 * @param targetMaxRequestBytes the target's {@code --max-request-bytes}
 * @param repairMaxKeys of one request to recopy keys
 */
public record HealingSettings(
    int driftKeep,
    Duration syncInterval,
    Duration contestedPause,
    long targetMaxRequestBytes,
    int repairMaxKeys) {

  /** For one replica's life. */
  public Healing healing() {
    return Healing.of(syncInterval, contestedPause, targetMaxRequestBytes);
  }
}
