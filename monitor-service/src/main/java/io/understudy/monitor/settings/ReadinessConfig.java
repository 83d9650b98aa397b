package io.understudy.monitor.settings;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** How "can I fail over now?" is answered: {@code understudy.readiness.*}. */
public interface ReadinessConfig {

  /** Between two evaluations without being asked, 1000 to 86400000. */
  @WithDefault("60000")
  String intervalMs();

  /** Of one evaluation, 100 to 600000: what is not answered by then is unknown. */
  @WithDefault("20000")
  String timeoutMs();

  /**
   * Of one connection to a port or for a certificate, and of a call to sync-service, 10 to 60000.
   */
  @WithDefault("3000")
  String connectTimeoutMs();

  /**
   * Between two GC-safety proofs, each of which reads the standby's whole registry, 1000 to
   * 86400000.
   */
  @WithDefault("600000")
  String proofIntervalMs();

  /** The primary's VIP, an address or a name. */
  Optional<String> sourceVip();

  /** The standby's VIP, an address or a name. */
  Optional<String> targetVip();

  /** The platform's name, which etcd's server certificates must have. */
  Optional<String> platformHost();

  /** Ports of both VIPs that are tried, comma-separated; on ACP the plugin adds 11443. */
  @WithDefault("80,443,6443,2379")
  String ports();

  /** Host and port of the standby's image registry. */
  Optional<String> registry();

  /** Resources, as group and resource, whose objects work only where their operator is. */
  @WithDefault("operator.knative.dev/knativeservings,operator.knative.dev/knativeeventings")
  String components();

  /** Workloads of the primary that the standby need not have. */
  Optional<String> workloadsIgnored();

  /** Secrets listed through each of the standby's API servers, 1 to 10000. */
  @WithDefault("500")
  String secretsMax();

  /**
   * The source's quota, if its etcd does not say; the target's is {@code
   * understudy.target.quota-bytes}.
   */
  @WithDefault("2147483648")
  String sourceQuotaBytes();

  /** Age of the last check from which it is a warning. */
  @WithDefault("7200")
  String checkAgeWarnSeconds();

  /** Age of the last check from which it is a failure. */
  @WithDefault("86400")
  String checkAgeFailSeconds();

  /** Age of the standby's state from which it is a warning. */
  @WithDefault("10")
  String lagWarnSeconds();

  /** Age of the standby's state from which it is a failure. */
  @WithDefault("60")
  String lagFailSeconds();

  /** Days that a certificate still holds below which it is a warning. */
  @WithDefault("30")
  String certificateWarnDays();

  /** Days that a certificate still holds below which it is a failure. */
  @WithDefault("3")
  String certificateFailDays();

  /**
   * Difference of two clocks, beyond what the measurement is unsure of, from which it is a warning.
   */
  @WithDefault("2000")
  String clockSkewWarnMs();

  /** Likewise, from which it is a failure. */
  @WithDefault("10000")
  String clockSkewFailMs();

  /** Part of an etcd's quota in use from which it is a warning. */
  @WithDefault("80")
  String quotaWarnPercent();

  /** Part of an etcd's quota in use from which it is a failure. */
  @WithDefault("95")
  String quotaFailPercent();
}
