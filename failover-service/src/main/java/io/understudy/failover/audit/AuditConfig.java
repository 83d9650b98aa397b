package io.understudy.failover.audit;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The properties as they are written. */
@ConfigMapping(prefix = "understudy.audit")
public interface AuditConfig {

  /** Lines are added to it; without it they go to the log. */
  Optional<String> file();
}
