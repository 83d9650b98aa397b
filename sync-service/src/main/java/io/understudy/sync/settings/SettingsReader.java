package io.understudy.sync.settings;

import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.PreflightLimits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.DurationReader;
import io.understudy.service.settings.KubernetesSettings;
import io.understudy.service.settings.LinkSettings;
import io.understudy.service.settings.Problems;
import io.understudy.service.settings.TargetSettings;
import java.time.Duration;

/** Makes settings of the properties, or says all that is wrong with them. */
public final class SettingsReader {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int HOUR_MS = 3_600_000;

  private final SyncConfig config;
  private final Problems problems = new Problems();

  private SettingsReader(SyncConfig config) {
    this.config = config;
  }

  /**
   * @throws BadSettingsException with a line for each property that cannot be used
   */
  public static Settings read(SyncConfig config) {
    return new SettingsReader(config).read();
  }

  private Settings read() {
    LinkSettings link = LinkSettings.read(config, config.watch(), "sync-service", problems);
    TargetSettings target = TargetSettings.read(config.target(), problems);
    Limits limits = limits(target);
    Settings settings =
        new Settings(
            link.name(),
            link.keys(),
            link.source(),
            link.target(),
            link.rules(),
            prune(),
            link.holder(),
            problems.number("leader.ttl-seconds", config.leader().ttlSeconds(), 2, 600),
            link.tokenFile(),
            problems.flag("log.detail", config.log().detail()),
            problems.millis("sample.interval-ms", config.sample().intervalMs(), 1000, HOUR_MS),
            limits,
            healing(target),
            link.encryption(),
            KubernetesSettings.read(
                config.kubernetes(), config.kubernetes().deployment(), link.namespace(), problems),
            RoleSettings.read(config, problems, limits));
    checkTogether(settings);
    problems.throwIfAny();
    return settings;
  }

  private void checkTogether(Settings settings) {
    long room = settings.healing().targetMaxRequestBytes() - TargetLimit.RESERVE_BYTES;
    if (settings.limits().txnMaxBytes() > room) {
      problems.add(
          "txn.max-bytes",
          settings.limits().txnMaxBytes()
              + " is too much for understudy.target.max-request-bytes; write at most "
              + room);
    }
  }

  private Prune prune() {
    return problems.read(
        "prune",
        Prune.NONE,
        () ->
            switch (config.prune()) {
              case "mirrored" -> Prune.MIRRORED;
              case "all" -> Prune.ALL;
              case "none" -> Prune.NONE;
              default ->
                  throw new IllegalArgumentException(
                      "'" + config.prune() + "' is unknown; allowed: mirrored, all, none");
            });
  }

  private HealingSettings healing(TargetSettings target) {
    String interval = config.sync().interval();
    return new HealingSettings(
        problems.number("drift.keep", config.drift().keep(), 1, 100_000),
        problems.read(
            "sync.interval",
            Duration.ZERO,
            () -> DurationReader.read(interval, Duration.ofSeconds(1), Duration.ofDays(30))),
        problems.millis(
            "sync.contested-pause-ms", config.sync().contestedPauseMs(), 100, 24 * HOUR_MS),
        target.maxRequestBytes(),
        problems.number("repair.max-keys", config.repair().maxKeys(), 1, 10_000));
  }

  private Limits limits(TargetSettings target) {
    return new Limits(
        problems.number("txn.max-writes", config.txn().maxWrites(), 4, 10_000),
        problems.number("txn.max-bytes", config.txn().maxBytes(), 16 * KIB, 64 * MIB),
        problems.number("copy.txns-in-flight", config.copy().txnsInFlight(), 1, 256),
        problems.number("page.max-bytes", config.page().maxBytes(), 64 * KIB, 64 * MIB),
        problems.number("page.max-keys", config.page().maxKeys(), 1, 100_000),
        problems.millis("copy.pin-ms", config.copy().pinMs(), 100, HOUR_MS),
        problems.millis("tail.patience-ms", config.tail().patienceMs(), 1, 10_000),
        problems.millis("checkpoint.idle-ms", config.checkpoint().idleMs(), 10, HOUR_MS),
        problems.millis("control.poll-ms", config.control().pollMs(), 10, 60_000),
        problems.millis("watch.stall-ms", config.watch().stallMs(), 100, HOUR_MS),
        problems.number("retry.attempts", config.retry().attempts(), 1, 20),
        problems.millis("retry.pause-ms", config.retry().pauseMs(), 1, 10_000),
        preflight(target),
        lead());
  }

  private PreflightLimits preflight(TargetSettings target) {
    SyncConfig.Preflight given = config.preflight();
    return new PreflightLimits(
        problems.millis("preflight.clock-skew-max-ms", given.clockSkewMaxMs(), 1, HOUR_MS),
        problems.number("preflight.overwrite-max", given.overwriteMax(), 0, Integer.MAX_VALUE),
        problems.number(
            "preflight.undecryptable-max", given.undecryptableMax(), 0, Integer.MAX_VALUE),
        target.quotaBytes());
  }

  private LeadLimits lead() {
    SyncConfig.RevisionLead given = config.revisionLead();
    return new LeadLimits(
        problems.number("revision-lead.revisions", given.revisions(), 0, 1_000_000_000),
        problems.number("revision-lead.per-second", given.perSecond(), 1, 100_000));
  }
}
