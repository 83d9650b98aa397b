package io.understudy.service.settings;

import java.util.Optional;

/**
 * How the API servers of a site are reached: {@code understudy.primary.*}, {@code
 * understudy.standby.*}.
 */
public interface SiteApiConfig {

  Optional<String> kubeconfigFile();

  Optional<String> apiUrl();

  Optional<String> tokenFile();

  Optional<String> caFile();

  /** Hosts, with or without ports; found in the site's etcd if none are given. */
  Optional<String> apiServers();
}
