package io.understudy.monitor.settings;

import io.understudy.core.readiness.Thresholds;
import java.net.URI;
import java.nio.file.Path;
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
 * @param secretsMax Secrets listed through the standby's API server
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
    int secretsMax,
    Thresholds thresholds,
    Optional<Path> standbyKubeconfig,
    Optional<PrimaryApi> primaryApi) {

  public record Address(String host, int port) {}

  /** How the primary's API server is reached. */
  public sealed interface PrimaryApi {

    record Kubeconfig(Path file) implements PrimaryApi {}

    /**
     * @param token file with the bearer token, read again for each call
     * @param ca PEM; the system's CAs if there is none
     */
    record Given(URI url, Path token, Optional<Path> ca) implements PrimaryApi {}
  }
}
