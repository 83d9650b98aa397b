package io.understudy.monitor.settings;

import io.understudy.core.check.CheckRules;
import io.understudy.core.check.KeyList;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.RuleFileException;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.DurationReader;
import io.understudy.service.settings.KubernetesSettings;
import io.understudy.service.settings.LinkSettings;
import io.understudy.service.settings.Problems;
import io.understudy.service.settings.RestSettings;
import io.understudy.service.settings.TargetSettings;
import io.understudy.service.settings.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Makes settings of the properties, or says all that is wrong with them. */
public final class MonitorSettingsReader {

  /** What results and Events call it, beside the name of this replica. */
  public static final String SERVICE = "monitor-service";

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int DAY_MS = 24 * 3_600_000;
  private static final int WEEK_MINUTES = 7 * 24 * 60;

  private final MonitorConfig config;
  private final Problems problems = new Problems();

  private MonitorSettingsReader(MonitorConfig config) {
    this.config = config;
  }

  /**
   * @throws BadSettingsException with a line for each property that cannot be used
   */
  public static MonitorSettings read(MonitorConfig config) {
    return new MonitorSettingsReader(config).read();
  }

  private MonitorSettings read() {
    LinkSettings link = LinkSettings.read(config, config.watch(), SERVICE, problems);
    MonitorConfig.Kubernetes kubernetes = config.kubernetes();
    TargetSettings target = TargetSettings.read(config.target(), problems);
    MonitorSettings settings =
        new MonitorSettings(
            link,
            target,
            sync(),
            check(),
            routine(),
            KubernetesSettings.read(
                kubernetes, kubernetes.deployment(), link.namespace(), problems),
            new ReadinessReader(config, target.quotaBytes(), problems).read(),
            DashboardSettings.read(config, problems));
    problems.throwIfAny();
    return settings;
  }

  private SyncSettings sync() {
    MonitorConfig.Sync given = config.sync();
    return new SyncSettings(
        RestSettings.read("sync", given, problems),
        problems.millis("sync.answer-wait-ms", given.answerWaitMs(), 0, 60_000));
  }

  private CheckSettings check() {
    MonitorConfig.Check given = config.check();
    return new CheckSettings(
        problems.read(
            "check.full-every",
            Duration.ZERO,
            () ->
                DurationReader.read(
                    given.fullEvery(), Duration.ofSeconds(1), Duration.ofDays(365))),
        problems.number("check.remembered-max", given.rememberedMax(), 0, 10_000_000),
        problems.number("check.explain-max", given.explainMax(), 0, 1_000_000),
        problems.millis("check.explain-max-ms", given.explainMaxMs(), 1, DAY_MS),
        problems.read(
            "check.spool-dir",
            Path.of(""),
            () -> directory(given.spoolDir().filter(name -> !name.isBlank()))),
        problems.millis("check.wait-ms", given.waitMs(), 100, DAY_MS),
        problems.number("check.waiting-max", given.waitingMax(), 1, 75),
        problems.number("check.attempts", given.attempts(), 1, 100),
        problems.number("check.page.max-keys", given.page().maxKeys(), 1, 100_000),
        problems.number("check.page.max-bytes", given.page().maxBytes(), 64 * KIB, 64 * MIB),
        rules(given.rulesFile().filter(name -> !name.isBlank()))
            .withKeys(
                keys("check.ignore-keys-file", given.ignoreKeysFile()),
                keys("check.compare-keys-file", given.compareKeysFile())));
  }

  private Set<Bytes> keys(String property, Optional<String> given) {
    return problems.read(
        property,
        Set.of(),
        () ->
            given
                .filter(name -> !name.isBlank())
                .map(MonitorSettingsReader::keysOf)
                .orElse(Set.of()));
  }

  private static Set<Bytes> keysOf(String file) {
    try {
      return KeyList.parse(TextFile.read(file), file);
    } catch (RuleFileException bad) {
      throw new IllegalArgumentException(bad.getMessage(), bad);
    }
  }

  private CheckRules rules(Optional<String> file) {
    return problems.read(
        "check.rules-file",
        CheckRules.NONE,
        () -> file.map(MonitorSettingsReader::rulesOf).orElse(CheckRules.NONE));
  }

  private static CheckRules rulesOf(String file) {
    try {
      return CheckRules.parse(TextFile.read(file), file);
    } catch (RuleFileException bad) {
      throw new IllegalArgumentException(bad.getMessage(), bad);
    }
  }

  private static Path directory(Optional<String> given) {
    Path path = Path.of(given.orElseGet(() -> System.getProperty("java.io.tmpdir")));
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + " is no directory; make it, or name another");
    }
    if (!Files.isWritable(path)) {
      throw new IllegalArgumentException(path + " cannot be written; allow it, or name another");
    }
    return path;
  }

  private RoutineSettings routine() {
    MonitorConfig.Monitor given = config.monitor();
    Optional<String> cron = given.checkCron().filter(text -> !text.isBlank());
    return new RoutineSettings(
        Duration.ofMinutes(
            problems.number("monitor.check-interval", given.checkInterval(), 0, WEEK_MINUTES)),
        problems.read("monitor.check-cron", Optional.empty(), () -> cron.map(CronReader::read)),
        problems.number("monitor.keep", given.keep(), 1, 10_000),
        problems.number("monitor.keep-max-bytes", given.keepMaxBytes(), 16 * KIB, MIB),
        problems.millis("monitor.poll-ms", given.pollMs(), 1_000, 600_000),
        Duration.ofSeconds(
            problems.number("monitor.turn-ttl-seconds", given.turnTtlSeconds(), 2, 600)),
        problems.millis("monitor.repair-wait-ms", given.repairWaitMs(), 0, 600_000));
  }
}
