package io.understudy.failover.mirror;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.kube.StandbyServers;
import java.util.List;

/** A site whose API servers are not configured. */
final class NoStandbyServers implements StandbyServers {

  @Override
  public boolean isConfigured() {
    return false;
  }

  @Override
  public List<Server> all() {
    throw new KubernetesClientException("no access to the standby's API servers");
  }
}
