package io.understudy.failover.access;

import io.smallrye.config.ConfigMapping;
import io.understudy.service.access.ReviewConfig;
import java.util.Optional;

/** The properties as they are written; the token file is every service's. */
@ConfigMapping(prefix = "understudy.api")
public interface AccessConfig extends ReviewConfig {

  Mtls mtls();

  /** Client certificates. */
  interface Mtls {
    Optional<String> caFile();

    Optional<String> rightsFile();
  }
}
