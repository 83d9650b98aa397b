package io.understudy.monitor.settings;

import io.smallrye.config.WithDefault;

/** What the page may ask through this service, and for how long the lag is remembered. */
public interface DashboardConfig {

  /** How long another service has to answer a question that the page asks through this one. */
  @WithDefault("10000")
  String readTimeoutMs();

  /** The same for plans and for what changes something: a plan asks every step. */
  @WithDefault("300000")
  String changeTimeoutMs();

  /** The largest answer of another service that is passed on. */
  @WithDefault("4194304")
  String answerMaxBytes();

  /** The largest body that is passed on to another service. */
  @WithDefault("65536")
  String requestMaxBytes();

  /** Followers of operations' events at once through this service. */
  @WithDefault("50")
  String eventsMaxFollowers();

  /** After so long without a word of failover-service a followed stream is ended. */
  @WithDefault("60")
  String eventsIdleSeconds();

  /** How often the lag is noted for the chart. */
  @WithDefault("10")
  String lagEverySeconds();

  /** For how many hours the lag is remembered. */
  @WithDefault("6")
  String lagHours();
}
