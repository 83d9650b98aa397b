package io.understudy.sync.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.understudy.service.settings.KubernetesConfig;
import io.understudy.service.settings.RestConfig;
import io.understudy.service.settings.ServiceConfig;
import io.understudy.service.settings.WatchConfig;

/**
 * The properties as they are written. All are texts: {@link SettingsReader} reads them, so that
 * every bad one can be named at once, with its reason.
 */
@ConfigMapping(prefix = "understudy")
public interface SyncConfig extends ServiceConfig {

  @WithDefault("mirrored")
  String prune();

  Leader leader();

  Log log();

  Watch watch();

  Txn txn();

  Copy copy();

  Page page();

  Tail tail();

  Checkpoint checkpoint();

  Control control();

  Retry retry();

  Sample sample();

  Preflight preflight();

  RevisionLead revisionLead();

  Drift drift();

  Sync sync();

  Repair repair();

  Kubernetes kubernetes();

  Promote promote();

  Unpark unpark();

  Peer peer();

  /** The other site of the link. */
  interface Peer {
    /** Its sync-service. */
    RestConfig sync();
  }

  interface Kubernetes extends KubernetesConfig {
    @WithDefault("etcd-sync")
    String deployment();
  }

  interface Watch extends WatchConfig {
    @WithDefault("15000")
    String stallMs();
  }

  interface Preflight {
    @WithDefault("5000")
    String clockSkewMaxMs();

    @WithDefault("1000")
    String overwriteMax();

    @WithDefault("0")
    String undecryptableMax();
  }

  interface RevisionLead {
    @WithDefault("10000")
    String revisions();

    @WithDefault("500")
    String perSecond();
  }

  interface Leader {
    @WithDefault("10")
    String ttlSeconds();
  }

  interface Log {
    @WithDefault("false")
    String detail();
  }

  interface Txn {
    @WithDefault("127")
    String maxWrites();

    @WithDefault("1048576")
    String maxBytes();
  }

  interface Copy {
    @WithDefault("8")
    String txnsInFlight();

    @WithDefault("30000")
    String pinMs();
  }

  interface Page {
    @WithDefault("2097152")
    String maxBytes();

    @WithDefault("1000")
    String maxKeys();
  }

  interface Tail {
    @WithDefault("100")
    String patienceMs();
  }

  interface Checkpoint {
    @WithDefault("1000")
    String idleMs();
  }

  interface Control {
    @WithDefault("500")
    String pollMs();
  }

  interface Retry {
    @WithDefault("6")
    String attempts();

    @WithDefault("100")
    String pauseMs();
  }

  interface Sync {
    @WithDefault("30m")
    String interval();

    @WithDefault("60000")
    String contestedPauseMs();
  }

  interface Repair {
    @WithDefault("1000")
    String maxKeys();
  }

  interface Drift {
    @WithDefault("1000")
    String keep();
  }

  interface Sample {
    @WithDefault("1000")
    String intervalMs();
  }

  interface Promote {
    @WithDefault("5")
    String attempts();

    @WithDefault("1000")
    String askSourceMs();
  }

  interface Unpark {
    @WithDefault("32")
    String txnsInFlight();

    @WithDefault("500")
    String progressMs();

    @WithDefault("100")
    String reportMaxItems();
  }
}
