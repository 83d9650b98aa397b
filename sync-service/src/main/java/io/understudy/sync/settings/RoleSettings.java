package io.understudy.sync.settings;

import io.understudy.core.mirror.Limits;
import io.understudy.core.role.RoleLimits;
import io.understudy.core.role.UnparkLimits;
import io.understudy.service.settings.Problems;
import io.understudy.service.settings.RestSettings;
import java.time.Duration;

/**
 * Bounds of what happens when a site's role changes.
 *
 * @param askSource how long a promotion waits to hear whether the source is the primary
 * @param peerSync the other site's sync-service, which is asked where its etcd does not answer
 */
public record RoleSettings(
    RoleLimits changes, Duration askSource, RestSettings peerSync, UnparkLimits unpark) {

  static RoleSettings read(SyncConfig config, Problems problems, Limits all) {
    SyncConfig.Unpark given = config.unpark();
    return new RoleSettings(
        new RoleLimits(
            problems.number("promote.attempts", config.promote().attempts(), 1, 100),
            all.retries(),
            all.retryPause(),
            all.txnMaxWrites()),
        problems.millis("promote.ask-source-ms", config.promote().askSourceMs(), 10, 60_000),
        RestSettings.read("peer.sync", config.peer().sync(), problems),
        new UnparkLimits(
            all.txnMaxWrites(),
            all.txnMaxBytes(),
            problems.number("unpark.txns-in-flight", given.txnsInFlight(), 1, 256),
            all.pageMaxKeys(),
            all.pageMaxBytes(),
            all.retries(),
            all.retryPause(),
            Duration.ofMillis(
                problems.number("unpark.progress-ms", given.progressMs(), 10, 60_000)),
            problems.number("unpark.report-max-items", given.reportMaxItems(), 1, 10_000)));
  }
}
