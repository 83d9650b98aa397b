package io.understudy.failover.settings;

import io.understudy.service.settings.Problems;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where this site's cluster keeps the kubeconfig of a workload cluster.
 *
 * @param key of the Secret's data
 */
public record KubeconfigSecret(String namespace, String name, String key) {

  private static final Pattern CLUSTER = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?");
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<namespace>[a-z0-9][-a-z0-9]*)/(?<name>[a-z0-9][-a-z0-9.]*)/(?<key>[-._A-Za-z0-9]+)");

  /**
   * @throws IllegalArgumentException if it is not {@code namespace/name/key}
   */
  static KubeconfigSecret parse(String text) {
    Matcher parts = SHAPE.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' names no Secret; write namespace/name/key, for example"
              + " cpaas-system/east-kubeconfig/value");
    }
    return new KubeconfigSecret(parts.group("namespace"), parts.group("name"), parts.group("key"));
  }

  /** By name of the cluster. */
  static Map<String, KubeconfigSecret> read(
      Map<String, FailoverConfig.Cluster> given, Problems problems) {
    Map<String, KubeconfigSecret> clusters = new TreeMap<>();
    given.forEach(
        (name, cluster) -> {
          if (!CLUSTER.matcher(name).matches() || name.equals("here")) {
            problems.add(
                "clusters",
                "'"
                    + name
                    + "' is no name; use lower-case letters, digits, dashes and dots, and"
                    + " not 'here', which is this site's own cluster");
          }
          problems.read(
              "clusters.\"" + name + "\".kubeconfig-secret",
              "",
              () -> {
                clusters.put(name, parse(cluster.kubeconfigSecret()));
                return "";
              });
        });
    return clusters;
  }

  @Override
  public String toString() {
    return namespace + "/" + name + "/" + key;
  }
}
