package io.understudy.service.settings;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The properties that every service has, as they are written. All are texts: they are read later,
 * so that every bad one can be named at once, with its reason. A service's own mapping extends it.
 */
public interface ServiceConfig {

  /**
   * Name of the link: lower-case letters, digits and dashes. Control records are in the target
   * under {@code /understudy/<link>/}.
   */
  @WithDefault("global")
  String link();

  EndConfig source();

  TargetConfig target();

  Scope scope();

  /** What records and Events call this replica. */
  @WithDefault("${HOSTNAME:}")
  Optional<String> holder();

  /** Left out of the mirror whatever the profile. */
  @WithDefault("${POD_NAMESPACE:}")
  Optional<String> releaseNamespace();

  /** Where a pod finds its namespace, if the one above is not given. */
  @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
  Path releaseNamespaceFile();

  Api api();

  Call call();

  Answer answer();

  Encryption encryption();

  /** Which keys are mirrored. */
  interface Scope {
    /**
     * {@code live-standby}: the standby's API server and controllers run; {@code acp-global}: the
     * same, and the platform's own namespaces are left out; {@code everything}: the standby's API
     * server is off.
     */
    @WithDefault("acp-global")
    String profile();

    /** YAML with rules of your own, asked before the profile's. */
    Optional<String> rulesFile();
  }

  /** Who may change something. */
  interface Api {
    /** File with the bearer token of state-changing calls, read for each of them. */
    Optional<String> tokenFile();
  }

  /** Calls to an etcd. */
  interface Call {
    /** Every call to an etcd, the wait for a connection included. */
    @WithDefault("5000")
    String timeoutMs();
  }

  /** Answers of an etcd. */
  interface Answer {
    /**
     * The largest answer accepted of an etcd; one that is larger is asked for again in smaller
     * bites. Of up to four such answers at a time the heap must have room for each twice. A single
     * object larger than this cannot be read: raise it where etcd's {@code --max-request-bytes} is
     * raised above 12 MiB.
     */
    @WithDefault("16777216")
    String maxBytes();
  }

  /** The files with encryption configurations. */
  interface Encryption {
    /**
     * How often both files are read again, 100 or more. A change of content starts a full
     * difference.
     */
    @WithDefault("1000")
    String recheckMs();
  }
}
