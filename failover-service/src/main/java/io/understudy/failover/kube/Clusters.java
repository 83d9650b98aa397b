package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The clusters that steps may name. */
public interface Clusters {

  /** This site's own, for runbooks. */
  String HERE = "here";

  /**
   * A client that fails at once where it fails, and in time. The caller does not close it.
   *
   * @param name {@link #HERE}, or one that is configured
   * @throws KubernetesClientException if there is no such cluster, or no client can be made of what
   *     is configured; says why, and what to do
   */
  KubernetesClient client(String name);
}
