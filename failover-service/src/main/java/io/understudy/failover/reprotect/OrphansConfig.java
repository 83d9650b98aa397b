package io.understudy.failover.reprotect;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The properties as they are written. */
@ConfigMapping(prefix = "understudy.orphans")
public interface OrphansConfig {

  /** Where an export goes; without it nothing is exported. */
  Optional<String> exportFile();

  /** Where a long list waits while it is sent; the system's own directory if it is not given. */
  Optional<String> spoolDir();

  @WithDefault("5")
  String attempts();

  @WithDefault("1000")
  String groupsMax();

  @WithDefault("600000")
  String waitMs();

  Page page();

  /** How much is read at once. */
  interface Page {
    @WithDefault("1000")
    String maxKeys();

    @WithDefault("1048576")
    String maxBytes();
  }
}
