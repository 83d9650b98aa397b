package io.understudy.sync.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The properties as they are written. All are texts: {@link SettingsReader} reads them, so that
 * every bad one can be named at once, with its reason.
 */
@ConfigMapping(prefix = "understudy")
public interface SyncConfig {

  @WithDefault("global")
  String link();

  Endpoints source();

  Target target();

  Scope scope();

  @WithDefault("mirrored")
  String prune();

  Leader leader();

  /** What the leader record calls this replica. */
  @WithDefault("${HOSTNAME:}")
  Optional<String> holder();

  /** Left out of the mirror whatever the profile. */
  @WithDefault("${POD_NAMESPACE:}")
  Optional<String> releaseNamespace();

  /** Where a pod finds its namespace, if the one above is not given. */
  @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
  Path releaseNamespaceFile();

  Api api();

  Log log();

  Call call();

  Answer answer();

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

  Encryption encryption();

  Drift drift();

  Sync sync();

  Repair repair();

  Kubernetes kubernetes();

  Promote promote();

  Unpark unpark();

  interface Kubernetes {
    @WithDefault("auto")
    String enabled();

    @WithDefault("etcd-sync")
    String deployment();

    @WithDefault("2000")
    String intervalMs();

    @WithDefault("5000")
    String timeoutMs();

    Events events();

    interface Events {
      @WithDefault("30")
      String perMinute();

      @WithDefault("100")
      String maxWaiting();
    }
  }

  interface Endpoints {
    Optional<String> endpoints();

    Optional<String> encryptionConfigFile();

    Tls tls();

    Optional<String> username();

    Optional<String> passwordFile();
  }

  interface Tls {
    Optional<String> caFile();

    Optional<String> certFile();

    Optional<String> keyFile();
  }

  interface Target extends Endpoints {
    /** etcd says its quota only from 3.6 on. */
    @WithDefault("2147483648")
    String quotaBytes();

    @WithDefault("1572864")
    String maxRequestBytes();
  }

  interface Preflight {
    @WithDefault("5000")
    String clockSkewMaxMs();

    @WithDefault("1000")
    String overwriteMax();

    @WithDefault("0")
    String undecryptableMax();
  }

  interface Encryption {
    @WithDefault("1000")
    String recheckMs();
  }

  interface RevisionLead {
    @WithDefault("10000")
    String revisions();

    @WithDefault("500")
    String perSecond();
  }

  interface Scope {
    @WithDefault("acp-global")
    String profile();

    Optional<String> rulesFile();
  }

  interface Leader {
    @WithDefault("10")
    String ttlSeconds();
  }

  interface Api {
    Optional<String> tokenFile();
  }

  interface Log {
    @WithDefault("false")
    String detail();
  }

  interface Call {
    @WithDefault("5000")
    String timeoutMs();
  }

  interface Answer {
    @WithDefault("16777216")
    String maxBytes();
  }

  interface Watch {
    @WithDefault("8388608")
    String bufferBytes();

    @WithDefault("4096")
    String bufferRevisions();

    @WithDefault("15000")
    String stallMs();
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
