package io.understudy.service.access;

import io.smallrye.config.WithDefault;

/** How callers are known, as every service is told: {@code understudy.api.*}. */
public interface ReviewConfig {

  @WithDefault("auto")
  String authorization();

  @WithDefault("10")
  String reviewCacheSeconds();

  @WithDefault("1000")
  String reviewCacheMax();
}
