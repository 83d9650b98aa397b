package io.understudy.failover.report;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The properties as they are written. */
@ConfigMapping(prefix = "understudy.report")
public interface ReportConfig {

  /** How often metrics look into the journals. */
  @WithDefault("15000")
  String intervalMs();
}
