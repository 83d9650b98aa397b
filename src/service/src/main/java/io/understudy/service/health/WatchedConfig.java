package io.understudy.service.health;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a service reads at its start alone: {@code understudy.settings.*}. */
@ConfigMapping(prefix = "understudy.settings")
public interface WatchedConfig {

  /**
   * Directories with settings and the files that they name. Once a file in them is another one than
   * at the start, the service calls itself not live, so that it is started again with it.
   */
  Optional<List<Path>> watched();
}
