package io.understudy.monitor.settings;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** How "can I fail over now?" is answered: {@code understudy.readiness.*}. */
public interface ReadinessConfig {

  @WithDefault("60000")
  String intervalMs();

  @WithDefault("20000")
  String timeoutMs();

  @WithDefault("3000")
  String connectTimeoutMs();

  @WithDefault("600000")
  String proofIntervalMs();

  Optional<String> sourceVip();

  Optional<String> targetVip();

  Optional<String> platformHost();

  @WithDefault("80,443,6443,2379,11443")
  String ports();

  /** Host and port of the standby's image registry. */
  Optional<String> registry();

  @WithDefault("operator.knative.dev/knativeservings,operator.knative.dev/knativeeventings")
  String components();

  /** Workloads of the primary that the standby need not have. */
  Optional<String> workloadsIgnored();

  @WithDefault("500")
  String secretsMax();

  @WithDefault("2147483648")
  String sourceQuotaBytes();

  @WithDefault("7200")
  String checkAgeWarnSeconds();

  @WithDefault("86400")
  String checkAgeFailSeconds();

  @WithDefault("10")
  String lagWarnSeconds();

  @WithDefault("60")
  String lagFailSeconds();

  @WithDefault("30")
  String certificateWarnDays();

  @WithDefault("3")
  String certificateFailDays();

  @WithDefault("2000")
  String clockSkewWarnMs();

  @WithDefault("10000")
  String clockSkewFailMs();

  @WithDefault("80")
  String quotaWarnPercent();

  @WithDefault("95")
  String quotaFailPercent();
}
