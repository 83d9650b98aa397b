package io.understudy.service.settings;

import io.smallrye.config.WithDefault;

/** The target, with what its etcd does not say of itself. */
public interface TargetConfig extends EndConfig {

  /** etcd says its quota only from 3.6 on. */
  @WithDefault("2147483648")
  String quotaBytes();

  /**
   * The {@code --max-request-bytes} of that etcd, 65536 to 536870912: a larger object is blocked.
   */
  @WithDefault("1572864")
  String maxRequestBytes();
}
