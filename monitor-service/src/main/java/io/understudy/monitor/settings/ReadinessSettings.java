package io.understudy.monitor.settings;

import io.understudy.core.readiness.Thresholds;
import io.understudy.service.settings.SiteApiSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How readiness is found out.
 *
 * @param interval between two evaluations without being asked
 * @param timeout of one evaluation: what is not answered by then is unknown
 * @param connectTimeout of one connection to a port
 * @param proofInterval between two readings of a whole registry, for the GC-safety proof
 * @param ports of both VIPs
 * @param registry host and port
 * @param components resources that need their operator, as group and resource
 * @param workloadsIgnored workloads that the standby need not have, as resource, namespace and
 *     name, each {@code *} for any text
 * @param secretsMax Secrets listed through each of the standby's API servers
 */
public record ReadinessSettings(
    Duration interval,
    Duration timeout,
    Duration connectTimeout,
    Duration proofInterval,
    Optional<String> sourceVip,
    Optional<String> targetVip,
    Optional<String> platformHost,
    List<Integer> ports,
    Optional<Address> registry,
    List<String> components,
    List<String> workloadsIgnored,
    int secretsMax,
    Thresholds thresholds,
    SiteApiSettings primaryApi,
    SiteApiSettings standbyApi) {

  public record Address(String host, int port) {}
}
