package io.understudy.monitor.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.understudy.service.settings.KubernetesConfig;
import io.understudy.service.settings.RestConfig;
import io.understudy.service.settings.ServiceConfig;
import io.understudy.service.settings.SiteApiConfig;
import io.understudy.service.settings.WatchConfig;
import java.util.Optional;

/**
 * The properties as they are written. All are texts: {@link MonitorSettingsReader} reads them, so
 * that every bad one can be named at once, with its reason.
 */
@ConfigMapping(prefix = "understudy")
public interface MonitorConfig extends ServiceConfig {

  WatchConfig watch();

  Sync sync();

  Check check();

  Monitor monitor();

  Kubernetes kubernetes();

  ReadinessConfig readiness();

  SiteApiConfig standby();

  SiteApiConfig primary();

  Failover failover();

  DashboardConfig dashboard();

  /** The failover-service that the page plans and begins operations at. */
  interface Failover {
    /** Its address, {@code http://host:port} or {@code https://host:port}. */
    Optional<String> url();
  }

  /** The sync-service of the link, which repairs. */
  interface Sync extends RestConfig {
    /**
     * It is asked beside each comparison what it says of its own repairs; a check that is done
     * waits so long for the answer and does without it then, 0 to 60000.
     */
    @WithDefault("500")
    String answerWaitMs();
  }

  /** How a check is run. */
  interface Check {
    /**
     * After so long a check reads every value again, not only what moved: {@code 12h}, {@code 24h},
     * ISO 8601, from 1 s to 365 days; {@code 0}: never, but for the first check after a start.
     */
    @WithDefault("24h")
    String fullEvery();

    /**
     * Differences of one check that are remembered for the next, 0 to 10000000. If there were more,
     * the next one reads everything.
     */
    @WithDefault("100000")
    String rememberedMax();

    /**
     * Differences of one check whose cause is looked for, 0 to 1000000; the others are listed
     * without.
     */
    @WithDefault("1000")
    String explainMax();

    /**
     * For how long causes are looked for, 1 to 86400000; differences after that are listed without.
     */
    @WithDefault("5000")
    String explainMaxMs();

    /** The system's for temporary files, if none is given. */
    Optional<String> spoolDir();

    /** How long one call may wait for a run, 100 to 86400000. */
    @WithDefault("600000")
    String waitMs();

    /**
     * Callers that may wait at once for a check, and as many for the proof of GC safety, 1 to 75;
     * the next are answered 503 at once, so that others are answered at all.
     */
    @WithDefault("64")
    String waitingMax();

    /** What differences mean, where that is not as usual. */
    Optional<String> rulesFile();

    /** Exact keys, one a line, whose differences do not count. */
    Optional<String> ignoreKeysFile();

    /** Exact keys, one a line, that are compared whatever else is said. */
    Optional<String> compareKeysFile();

    /**
     * Fresh pairs of revisions that a check takes when a revision was compacted away, or the mirror
     * copies, 1 to 100.
     */
    @WithDefault("5")
    String attempts();

    Page page();

    /** Of a listing or a read. */
    interface Page {
      /** Aimed-at size of a read, 65536 to 67108864. */
      @WithDefault("1048576")
      String maxBytes();

      /** Keys of a listing or a read, 1 to 100000. */
      @WithDefault("10000")
      String maxKeys();
    }
  }

  /** Checks without being asked, and what is kept of them. */
  interface Monitor {
    /** Minutes, as the plugin's {@code monitor_check_interval} has it. */
    @WithDefault("30")
    String checkInterval();

    /**
     * Times of further checks: five fields as in a crontab ({@code 0 3 * * *}), or six or seven as
     * Quartz has them, seconds first.
     */
    Optional<String> checkCron();

    /** Results kept under {@code /understudy/<link>/checks/}, 1 to 10000. */
    @WithDefault("200")
    String keep();

    /**
     * Largest kept result, 16384 to 1048576; longer lists of keys are cut, and what is cut is
     * counted.
     */
    @WithDefault("262144")
    String keepMaxBytes();

    /** How often a replica looks whether a check is due or asked for, 1000 to 600000. */
    @WithDefault("2000")
    String pollMs();

    /**
     * After so long another replica may check if the one whose turn it is has vanished, 2 to 600.
     */
    @WithDefault("15")
    String turnTtlSeconds();

    /**
     * How long {@code POST /api/v1/checks/{id}/repair} waits for what becomes of it, 0 to 600000.
     */
    @WithDefault("30000")
    String repairWaitMs();
  }

  /** What Events are about. */
  interface Kubernetes extends KubernetesConfig {
    /** The Deployment in the release's namespace that Events are about. */
    @WithDefault("etcd-sync-monitor")
    String deployment();
  }
}
