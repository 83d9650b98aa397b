package io.understudy.service.settings;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The properties that every service has, as they are written. All are texts: they are read later,
 * so that every bad one can be named at once, with its reason. A service's own mapping extends it.
 */
public interface ServiceConfig {

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
    @WithDefault("acp-global")
    String profile();

    Optional<String> rulesFile();
  }

  /** Who may change something. */
  interface Api {
    Optional<String> tokenFile();
  }

  /** Calls to an etcd. */
  interface Call {
    @WithDefault("5000")
    String timeoutMs();
  }

  /** Answers of an etcd. */
  interface Answer {
    @WithDefault("16777216")
    String maxBytes();
  }

  /** The files with encryption configurations. */
  interface Encryption {
    @WithDefault("1000")
    String recheckMs();
  }
}
