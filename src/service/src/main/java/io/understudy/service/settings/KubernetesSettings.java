package io.understudy.service.settings;

import java.time.Duration;
import java.util.Locale;

/**
 * What is kept in the cluster.
 *
 * @param enabled whether anything is
 * @param namespace the release's
 * @param deployment what Events are about
 * @param interval how often the cluster is put right
 * @param timeout of each call to the API server
 * @param eventsPerMinute Events written in a minute
 * @param eventsMaxWaiting different Events that wait to be written
 */
public record KubernetesSettings(
    boolean enabled,
    String namespace,
    String deployment,
    Duration interval,
    Duration timeout,
    int eventsPerMinute,
    int eventsMaxWaiting) {

  /** Kubernetes sets it in every pod. */
  private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

  /**
   * @param deployment as configured
   * @param namespace the release's
   */
  public static KubernetesSettings read(
      KubernetesConfig given, String deployment, String namespace, Problems problems) {
    return new KubernetesSettings(
        problems.read("kubernetes.enabled", false, () -> isInCluster(given.enabled())),
        namespace,
        problems.read("kubernetes.deployment", "none", () -> objectName(deployment)),
        problems.millis("kubernetes.interval-ms", given.intervalMs(), 500, 60_000),
        problems.millis("kubernetes.timeout-ms", given.timeoutMs(), 100, 60_000),
        problems.number("kubernetes.events.per-minute", given.events().perMinute(), 1, 600),
        problems.number("kubernetes.events.max-waiting", given.events().maxWaiting(), 1, 10_000));
  }

  private static boolean isInCluster(String enabled) {
    return switch (enabled.strip().toLowerCase(Locale.ROOT)) {
      case "auto" -> System.getenv(IN_CLUSTER) != null;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "'" + enabled + "' is unknown; allowed: auto (true in a pod), true, false");
    };
  }

  private static String objectName(String name) {
    if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a Deployment; give the one this process is part of");
    }
    return name;
  }
}
