package io.understudy.failover.settings;

import io.understudy.service.settings.Problems;
import java.time.Duration;

/**
 * Bounds of what a promotion waits for.
 *
 * @param askSource how long it waits to hear whether the other site is the primary, of each that
 *     can be asked
 * @param askPrimary how long a primary has to answer before it is taken for lost; it is asked in
 *     the plan of a failover, when that is begun, and right before the promotion
 * @param askSync how long it waits for the last contact that this site's sync-service tells
 * @param checksMax kept checks that are looked at for one that verified both sides
 */
public record PromotionSettings(
    Duration askSource, Duration askPrimary, Duration askSync, int checksMax) {

  static PromotionSettings read(FailoverConfig config, Problems problems) {
    return new PromotionSettings(
        problems.millis("promote.ask-source-ms", config.promote().askSourceMs(), 10, 60_000),
        problems.millis("promote.ask-primary-ms", config.promote().askPrimaryMs(), 100, 60_000),
        problems.millis("loss.ask-sync-ms", config.loss().askSyncMs(), 10, 60_000),
        problems.number("loss.checks-max", config.loss().checksMax(), 1, 10_000));
  }
}
