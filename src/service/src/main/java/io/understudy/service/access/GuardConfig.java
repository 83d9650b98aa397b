package io.understudy.service.access;

import io.smallrye.config.WithDefault;

/** How callers of sync-service and of monitor-service are known: {@code understudy.api.*}. */
public interface GuardConfig extends ReviewConfig {

  /** Tokens must have been made for it. */
  @WithDefault("understudy")
  String audience();

  /** What the token of the file gives a right to. */
  @WithDefault("*")
  String tokenRights();
}
