package io.understudy.monitor.settings;

import io.smallrye.config.WithDefault;

/** What the page may ask through this service, and for how long the lag is remembered. */
public interface DashboardConfig {

  @WithDefault("10000")
  String readTimeoutMs();

  /** Plans and what changes something: a plan asks every step. */
  @WithDefault("300000")
  String changeTimeoutMs();

  @WithDefault("4194304")
  String answerMaxBytes();

  @WithDefault("65536")
  String requestMaxBytes();

  @WithDefault("50")
  String eventsMaxFollowers();

  @WithDefault("60")
  String eventsIdleSeconds();

  @WithDefault("10")
  String lagEverySeconds();

  @WithDefault("6")
  String lagHours();
}
