package io.understudy.failover.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The properties as they are written; the token file is every service's. */
@ConfigMapping(prefix = "understudy.api")
public interface AccessConfig {

  @WithDefault("auto")
  String authorization();

  @WithDefault("10")
  String reviewCacheSeconds();

  @WithDefault("1000")
  String reviewCacheMax();

  Mtls mtls();

  /** Client certificates. */
  interface Mtls {
    Optional<String> caFile();

    Optional<String> rightsFile();
  }
}
