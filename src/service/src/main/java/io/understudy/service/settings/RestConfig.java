package io.understudy.service.settings;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** How another service of this product is reached. */
public interface RestConfig {

  /** Its address, {@code http://host:port} or {@code https://host:port}. */
  Optional<String> url();

  /** Holds the bearer token of its state-changing calls. */
  Optional<String> tokenFile();

  /** Of a call to it, 100 to 600000. */
  @WithDefault("10000")
  String timeoutMs();
}
