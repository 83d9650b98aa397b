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
    Optional<String> url();
  }

  /** The sync-service of the link, which repairs. */
  interface Sync extends RestConfig {
    @WithDefault("500")
    String answerWaitMs();
  }

  /** How a check is run. */
  interface Check {
    @WithDefault("24h")
    String fullEvery();

    @WithDefault("100000")
    String rememberedMax();

    @WithDefault("1000")
    String explainMax();

    @WithDefault("5000")
    String explainMaxMs();

    /** The system's for temporary files, if none is given. */
    Optional<String> spoolDir();

    @WithDefault("600000")
    String waitMs();

    /** What differences mean, where that is not as usual. */
    Optional<String> rulesFile();

    /** Exact keys, one a line, whose differences do not count. */
    Optional<String> ignoreKeysFile();

    /** Exact keys, one a line, that are compared whatever else is said. */
    Optional<String> compareKeysFile();

    @WithDefault("5")
    String attempts();

    Page page();

    /** Of a listing or a read. */
    interface Page {
      @WithDefault("1048576")
      String maxBytes();

      @WithDefault("10000")
      String maxKeys();
    }
  }

  /** Checks without being asked, and what is kept of them. */
  interface Monitor {
    /** Minutes, as the plugin's {@code monitor_check_interval} has it. */
    @WithDefault("30")
    String checkInterval();

    Optional<String> checkCron();

    @WithDefault("200")
    String keep();

    @WithDefault("262144")
    String keepMaxBytes();

    @WithDefault("2000")
    String pollMs();

    @WithDefault("15")
    String turnTtlSeconds();

    @WithDefault("30000")
    String repairWaitMs();
  }

  /** What Events are about. */
  interface Kubernetes extends KubernetesConfig {
    @WithDefault("etcd-sync-monitor")
    String deployment();
  }
}
