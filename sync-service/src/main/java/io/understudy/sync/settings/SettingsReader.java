package io.understudy.sync.settings;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.PreflightLimits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.RuleFileException;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.sync.encryption.EncryptionFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes settings of the properties, or says all that is wrong with them. */
public final class SettingsReader {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int HOUR_MS = 3_600_000;
  private static final EtcdEndpoint NOWHERE = EtcdEndpoint.of("none", List.of("localhost:1"));

  /** Kubernetes sets it in every pod. */
  private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

  private static final ControlKeys ANY_LINK = new ControlKeys("global");

  private final SyncConfig config;
  private final Problems problems = new Problems();
  private final Duration callTimeout;
  private final int answerMaxBytes;
  private final int watchBufferBytes;
  private final int watchBufferRevisions;

  private SettingsReader(SyncConfig config) {
    this.config = config;
    this.callTimeout = millis("call.timeout-ms", config.call().timeoutMs(), 100, 60_000);
    this.answerMaxBytes =
        number("answer.max-bytes", config.answer().maxBytes(), 4 * MIB, 1024 * MIB);
    this.watchBufferBytes =
        number("watch.buffer-bytes", config.watch().bufferBytes(), 64 * KIB, 512 * MIB);
    this.watchBufferRevisions =
        number("watch.buffer-revisions", config.watch().bufferRevisions(), 1, 1_000_000);
  }

  /**
   * @throws BadSettingsException with a line for each property that cannot be used
   */
  public static Settings read(SyncConfig config) {
    return new SettingsReader(config).read();
  }

  private Settings read() {
    Limits limits = limits();
    Settings settings =
        new Settings(
            config.link(),
            problems.read("link", ANY_LINK, () -> new ControlKeys(config.link())),
            endpoint("source", config.source()),
            endpoint("target", config.target()),
            rules(),
            prune(),
            holder(),
            problems.number("leader.ttl-seconds", config.leader().ttlSeconds(), 2, 600),
            tokenFile(),
            problems.flag("log.detail", config.log().detail()),
            millis("sample.interval-ms", config.sample().intervalMs(), 1000, HOUR_MS),
            limits,
            healing(),
            encryption(),
            kubernetes(),
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

  private EtcdEndpoint endpoint(String end, SyncConfig.Endpoints given) {
    return problems.read(end + ".endpoints", NOWHERE, () -> connected(end, given));
  }

  private EtcdEndpoint connected(String end, SyncConfig.Endpoints given) {
    List<String> endpoints =
        Arrays.stream(given.endpoints().orElse("").split(","))
            .map(String::strip)
            .filter(endpoint -> !endpoint.isEmpty())
            .toList();
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(
          "missing; give the client URLs of the " + end + " etcd, for example http://host:2379");
    }
    ConnectionReader connection = new ConnectionReader(problems, end, given);
    return new EtcdEndpoint(
        end,
        endpoints,
        connection.tls(),
        connection.login(),
        callTimeout,
        answerMaxBytes,
        watchBufferBytes,
        watchBufferRevisions);
  }

  private Rules rules() {
    Optional<Rules.Options> options =
        problems.read(
            "release-namespace",
            Optional.empty(),
            () -> Optional.of(new Rules.Options(ReleaseNamespace.of(config))));
    Rules.Options known = options.orElse(Rules.Options.DEFAULT);
    String profile = config.scope().profile();
    Rules fallback = Rules.profile("everything", known);
    Rules ofProfile = problems.read("scope.profile", fallback, () -> Rules.profile(profile, known));
    Optional<String> file = config.scope().rulesFile();
    if (file.isEmpty() || !Rules.profiles().contains(profile)) {
      return ofProfile;
    }
    return problems.read("scope.rules-file", ofProfile, () -> ofFile(file.get(), profile, known));
  }

  private static Rules ofFile(String file, String profile, Rules.Options options) {
    try {
      return RuleFile.parse(text(file), file, profile, options);
    } catch (RuleFileException bad) {
      throw new IllegalArgumentException(bad.getMessage(), bad);
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

  private String holder() {
    return config
        .holder()
        .filter(name -> !name.isBlank())
        .orElseGet(() -> "sync-service-" + ProcessHandle.current().pid());
  }

  private Optional<Path> tokenFile() {
    Optional<String> file = config.api().tokenFile().filter(name -> !name.isBlank());
    return file.flatMap(
        name -> problems.read("api.token-file", Optional.empty(), () -> Optional.of(token(name))));
  }

  private static Path token(String file) {
    if (text(file).isBlank()) {
      throw new IllegalArgumentException(file + " is empty; put the token into it");
    }
    return Path.of(file);
  }

  private HealingSettings healing() {
    String interval = config.sync().interval();
    int maxRequestBytes =
        number("target.max-request-bytes", config.target().maxRequestBytes(), 64 * KIB, 512 * MIB);
    return new HealingSettings(
        number("drift.keep", config.drift().keep(), 1, 100_000),
        problems.read(
            "sync.interval",
            Duration.ZERO,
            () -> DurationReader.read(interval, Duration.ofSeconds(1), Duration.ofDays(30))),
        millis("sync.contested-pause-ms", config.sync().contestedPauseMs(), 100, 24 * HOUR_MS),
        maxRequestBytes,
        number("repair.max-keys", config.repair().maxKeys(), 1, 10_000));
  }

  private Settings.Kubernetes kubernetes() {
    SyncConfig.Kubernetes given = config.kubernetes();
    return new Settings.Kubernetes(
        problems.read("kubernetes.enabled", false, () -> isInCluster(given.enabled())),
        ReleaseNamespace.of(config),
        problems.read("kubernetes.deployment", "etcd-sync", () -> objectName(given.deployment())),
        millis("kubernetes.interval-ms", given.intervalMs(), 500, 60_000),
        millis("kubernetes.timeout-ms", given.timeoutMs(), 100, 60_000),
        number("kubernetes.events.per-minute", given.events().perMinute(), 1, 600),
        number("kubernetes.events.max-waiting", given.events().maxWaiting(), 1, 10_000));
  }

  private static boolean isInCluster(String enabled) {
    return switch (enabled.strip().toLowerCase(Locale.ROOT)) {
      case "auto" -> System.getenv(IN_CLUSTER) != null;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "'" + enabled + "' is unknown; allowed: auto (true in a pod), true, false");
    };
  }

  private static String objectName(String name) {
    if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a Deployment; give the one this process is part of");
    }
    return name;
  }

  private Limits limits() {
    return new Limits(
        number("txn.max-writes", config.txn().maxWrites(), 4, 10_000),
        number("txn.max-bytes", config.txn().maxBytes(), 16 * KIB, 64 * MIB),
        number("copy.txns-in-flight", config.copy().txnsInFlight(), 1, 256),
        number("page.max-bytes", config.page().maxBytes(), 64 * KIB, 64 * MIB),
        number("page.max-keys", config.page().maxKeys(), 1, 100_000),
        millis("copy.pin-ms", config.copy().pinMs(), 100, HOUR_MS),
        millis("tail.patience-ms", config.tail().patienceMs(), 1, 10_000),
        millis("checkpoint.idle-ms", config.checkpoint().idleMs(), 10, HOUR_MS),
        millis("control.poll-ms", config.control().pollMs(), 10, 60_000),
        millis("watch.stall-ms", config.watch().stallMs(), 100, HOUR_MS),
        number("retry.attempts", config.retry().attempts(), 1, 20),
        millis("retry.pause-ms", config.retry().pauseMs(), 1, 10_000),
        preflight(),
        lead());
  }

  private PreflightLimits preflight() {
    SyncConfig.Preflight given = config.preflight();
    return new PreflightLimits(
        millis("preflight.clock-skew-max-ms", given.clockSkewMaxMs(), 1, HOUR_MS),
        number("preflight.overwrite-max", given.overwriteMax(), 0, Integer.MAX_VALUE),
        number("preflight.undecryptable-max", given.undecryptableMax(), 0, Integer.MAX_VALUE),
        problems.number(
            "target.quota-bytes", config.target().quotaBytes(), (long) MIB, 1024L * 1024 * MIB));
  }

  private EncryptionSettings encryption() {
    return new EncryptionSettings(
        encryptionFile("source", config.source()),
        encryptionFile("target", config.target()),
        millis("encryption.recheck-ms", config.encryption().recheckMs(), 100, HOUR_MS));
  }

  private Optional<Path> encryptionFile(String end, SyncConfig.Endpoints given) {
    Optional<String> name = given.encryptionConfigFile().filter(text -> !text.isBlank());
    return problems.read(
        end + ".encryption-config-file", Optional.empty(), () -> name.map(SettingsReader::checked));
  }

  /** It is read here only to refuse one that cannot be used. */
  private static Path checked(String file) {
    return new EncryptionFile(Path.of(file)).path();
  }

  private LeadLimits lead() {
    SyncConfig.RevisionLead given = config.revisionLead();
    return new LeadLimits(
        number("revision-lead.revisions", given.revisions(), 0, 1_000_000_000),
        number("revision-lead.per-second", given.perSecond(), 1, 100_000));
  }

  private int number(String property, String text, int least, int most) {
    return problems.number(property, text, least, most);
  }

  private Duration millis(String property, String text, int least, int most) {
    return Duration.ofMillis(problems.number(property, text, least, most));
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (CharacterCodingException bad) {
      throw new IllegalArgumentException(file + " is not UTF-8 text", bad);
    } catch (IOException bad) {
      String why = bad.getClass().getSimpleName().replace("Exception", "");
      throw new IllegalArgumentException(
          "cannot read " + file + " (" + why.toLowerCase(Locale.ROOT) + ")", bad);
    }
  }
}
