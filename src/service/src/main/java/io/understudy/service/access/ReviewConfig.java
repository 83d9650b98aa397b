package io.understudy.service.access;

import io.smallrye.config.WithDefault;

/** How callers are known, as every service is told: {@code understudy.api.*}. */
public interface ReviewConfig {

  /**
   * How callers of state-changing calls are known: {@code token-file}, {@code kubernetes}, at
   * failover-service {@code mtls} too; {@code auto} is {@code kubernetes} in a cluster, else {@code
   * token-file}.
   */
  @WithDefault("auto")
  String authorization();

  /** How long an answer of the API server about a caller holds, good or bad, 0 to 300. */
  @WithDefault("10")
  String reviewCacheSeconds();

  /**
   * Answers about tokens, and as many about rights, that are kept, 1 to 100000; the oldest go
   * first.
   */
  @WithDefault("1000")
  String reviewCacheMax();
}
