package io.understudy.service.settings;

import io.smallrye.config.WithDefault;

/** What every service keeps in the cluster: {@code understudy.kubernetes.*}. */
public interface KubernetesConfig {

  @WithDefault("auto")
  String enabled();

  @WithDefault("2000")
  String intervalMs();

  @WithDefault("5000")
  String timeoutMs();

  Events events();

  /** Bounds of Events. */
  interface Events {
    @WithDefault("30")
    String perMinute();

    @WithDefault("100")
    String maxWaiting();
  }
}
