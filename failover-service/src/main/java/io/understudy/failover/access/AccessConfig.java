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
    /** PEM, the CAs of client certificates; needed for {@code mtls}. */
    Optional<String> caFile();

    /** What client certificates may do; needed for {@code mtls}. */
    Optional<String> rightsFile();
  }
}
