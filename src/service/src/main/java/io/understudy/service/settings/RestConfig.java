package io.understudy.service.settings;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** How another service of this product is reached. */
public interface RestConfig {

  Optional<String> url();

  /** Holds the bearer token of its state-changing calls. */
  Optional<String> tokenFile();

  @WithDefault("10000")
  String timeoutMs();
}
