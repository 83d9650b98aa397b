package io.understudy.failover.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.understudy.service.settings.KubernetesConfig;
import io.understudy.service.settings.RestConfig;
import io.understudy.service.settings.ServiceConfig;
import io.understudy.service.settings.SiteApiConfig;
import io.understudy.service.settings.WatchConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The properties as they are written. All are texts: {@link FailoverSettingsReader} reads them, so
 * that every bad one can be named at once, with its reason.
 */
@ConfigMapping(prefix = "understudy")
public interface FailoverConfig extends ServiceConfig {

  WatchConfig watch();

  Sync sync();

  RestConfig monitor();

  Site site();

  Peer peer();

  Platform platform();

  /** The product's own for ACP, if none is given. */
  Optional<String> runbookFile();

  Runbook runbook();

  Run run();

  Promote promote();

  Loss loss();

  Kubernetes kubernetes();

  /** The API servers of the link's source. */
  SiteApiConfig primary();

  /** The API servers of the link's target, which is this site. */
  SiteApiConfig standby();

  /** Workload clusters by name. */
  Map<String, Cluster> clusters();

  /** sync-service of this site. */
  interface Sync extends RestConfig {

    /** Addresses of its replicas, each asked for itself. */
    Optional<List<String>> replicas();
  }

  /** Where this is. */
  interface Site {
    @WithDefault("standby")
    String name();
  }

  /** The other site of the link. */
  interface Peer {
    @WithDefault("primary")
    String name();
  }

  /** What users open. */
  interface Platform {
    Optional<String> address();
  }

  /** What the runbook is filled with. */
  interface Runbook {
    /** One that is set to nothing is empty, which is not as if it were not set. */
    Map<String, @WithConverter(AsWritten.class) String> variables();
  }

  /** How runs are made. */
  interface Run {
    @WithDefault("1000")
    String pollMs();

    @WithDefault("15")
    String turnTtlSeconds();

    @WithDefault("30000")
    String planTimeoutMs();

    @WithDefault("50")
    String keep();

    @WithDefault("15")
    String eventsKeepAliveSeconds();

    @WithDefault("50")
    String eventsMaxFollowers();
  }

  /** How this site is promoted straight in its etcd. */
  interface Promote {
    @WithDefault("1000")
    String askSourceMs();

    @WithDefault("3000")
    String askPrimaryMs();
  }

  /** How it is found out what a failover may lose. */
  interface Loss {
    @WithDefault("2000")
    String askSyncMs();

    @WithDefault("50")
    String checksMax();
  }

  /** How a workload cluster is reached. */
  interface Cluster {
    String kubeconfigSecret();
  }

  /** What Events are about. */
  interface Kubernetes extends KubernetesConfig {
    @WithDefault("etcd-sync-failover")
    String deployment();
  }
}
