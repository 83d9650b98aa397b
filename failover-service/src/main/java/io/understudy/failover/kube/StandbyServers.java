package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.failover.kube.PrimaryServers.Server;
import java.util.List;

/** The API servers of this site's own cluster, each reached by itself. */
public interface StandbyServers {

  /** Whether this service is told how to reach them. */
  boolean isConfigured();

  /**
   * All of them, looked for anew.
   *
   * @throws KubernetesClientException if there is no access, or it is not known which there are;
   *     says why, and what to do
   */
  List<Server> all();
}
