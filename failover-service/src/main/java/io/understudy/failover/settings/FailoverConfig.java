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
    /**
     * What operations and people call this site: lower-case letters, digits, dashes, dots. It stays
     * with the site when roles change.
     */
    @WithDefault("standby")
    String name();
  }

  /** The other site of the link. */
  interface Peer {
    /** What they call the other site. */
    @WithDefault("primary")
    String name();
  }

  /** What users open. */
  interface Platform {
    /** Host name that users open, without a scheme. */
    Optional<String> address();
  }

  /** What the runbook is filled with. */
  interface Runbook {
    /** One that is set to nothing is empty, which is not as if it were not set. */
    Map<String, @WithConverter(AsWritten.class) String> variables();
  }

  /** How runs are made. */
  interface Run {
    /** How often a run looks for an operator's word, 50 to 60000. */
    @WithDefault("1000")
    String pollMs();

    /** After so long another process goes on with the run of one that vanished, 2 to 600. */
    @WithDefault("15")
    String turnTtlSeconds();

    /** How long the steps of a plan have to say what they would do, 100 to 600000. */
    @WithDefault("30000")
    String planTimeoutMs();

    /** Runs whose journals are kept, 1 to 1000. */
    @WithDefault("50")
    String keep();

    /** After so long without an event its followers are sent a comment line, 1 to 3600. */
    @WithDefault("15")
    String eventsKeepAliveSeconds();

    /** Followers of operations' events at once, 1 to 10000; more are answered 503. */
    @WithDefault("50")
    String eventsMaxFollowers();
  }

  /** How this site is promoted straight in its etcd. */
  interface Promote {
    /**
     * How long a promotion waits for the source's {@code term}, which may forbid it, 10 to 60000:
     * for its etcd, then for the sync-service at {@code understudy.peer.sync.url}. What does not
     * answer forbids nothing.
     */
    @WithDefault("1000")
    String askSourceMs();

    /**
     * How long the primary's etcd has to answer before it is taken for lost, 100 to 60000. A
     * failover asks three times: in its plan, when it is begun, and right before the promotion.
     */
    @WithDefault("3000")
    String askPrimaryMs();
  }

  /** How it is found out what a failover may lose. */
  interface Loss {
    /**
     * How long a failover waits, just before the promotion, for the last contact that sync-service
     * tells, 10 to 60000; else the checkpoint's time counts.
     */
    @WithDefault("2000")
    String askSyncMs();

    /** Kept checks that are looked at for one that verified both sides, 1 to 10000. */
    @WithDefault("50")
    String checksMax();
  }

  /** How a workload cluster is reached. */
  interface Cluster {
    /**
     * {@code namespace/name/key} of the Secret in the cluster of this site that holds the
     * kubeconfig of that workload cluster; read for each step.
     */
    String kubeconfigSecret();
  }

  /** What Events are about. */
  interface Kubernetes extends KubernetesConfig {
    /** The Deployment in the release's namespace that Events are about. */
    @WithDefault("etcd-sync-failover")
    String deployment();
  }
}
