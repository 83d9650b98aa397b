package io.understudy.service.settings;

import java.util.Optional;

/**
 * How the API servers of a site are reached: {@code understudy.primary.*}, {@code
 * understudy.standby.*}.
 */
public interface SiteApiConfig {

  /**
   * A kubeconfig for them; without it and an address, in a pod of that cluster, the account of the
   * pod is used.
   */
  Optional<String> kubeconfigFile();

  /** Their address, instead of a kubeconfig. */
  Optional<String> apiUrl();

  /** File with the bearer token for that address, read again for each call. */
  Optional<String> tokenFile();

  /** PEM, the CA of that address. */
  Optional<String> caFile();

  /** Hosts, with or without ports; found in the site's etcd if none are given. */
  Optional<String> apiServers();
}
