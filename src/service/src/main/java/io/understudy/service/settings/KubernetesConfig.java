package io.understudy.service.settings;

import io.smallrye.config.WithDefault;

/** What every service keeps in the cluster: {@code understudy.kubernetes.*}. */
public interface KubernetesConfig {

  /**
   * Whether Lease, standby gate and Events are kept. {@code auto}: in a pod ({@code
   * KUBERNETES_SERVICE_HOST} is set); {@code true}; {@code false}.
   */
  @WithDefault("auto")
  String enabled();

  /**
   * How often the cluster is put right, 500 or more. A change of leader or role does not wait for
   * it.
   */
  @WithDefault("2000")
  String intervalMs();

  /** Every call to the API server. */
  @WithDefault("5000")
  String timeoutMs();

  Events events();

  /** Bounds of Events. */
  interface Events {
    /** Events written in one minute. */
    @WithDefault("30")
    String perMinute();

    /** Different Events that wait to be written; what does not fit is counted. */
    @WithDefault("100")
    String maxWaiting();
  }
}
