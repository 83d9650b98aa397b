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

  /**
   * Times that a list is begun when the old primary's history is compacted away under it, 1 to 100.
   */
  @WithDefault("5")
  String attempts();

  /** Resources by namespace that are counted each by itself, 1 to 100000. */
  @WithDefault("1000")
  String groupsMax();

  /** How long a call waits for another listing, 100 to 86400000. */
  @WithDefault("600000")
  String waitMs();

  /**
   * Calls that may list, or wait for another listing, at once, 1 to 150; the next are answered 503
   * at once, so that others are answered at all.
   */
  @WithDefault("16")
  String waitingMax();

  Page page();

  /** How much is read at once. */
  interface Page {
    /** Keys of a listing or a read, 1 to 100000. */
    @WithDefault("1000")
    String maxKeys();

    /** Aimed-at size of a read, 65536 to 67108864. */
    @WithDefault("1048576")
    String maxBytes();
  }
}
