package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** The API servers of the primary, each reached by itself. */
public interface PrimaryServers {

  /**
   * One of them.
   *
   * @param address host and port
   * @param client reaches this one and no other
   */
  record Server(String address, KubernetesClient client) {}

  /**
   * All of them, looked for anew.
   *
   * @throws KubernetesClientException if it is not known which there are; says why, and what to do
   */
  List<Server> all();

  /**
   * Those that can be asked without asking the primary's etcd which there are: each that is
   * configured, else the one address that is given for all of them; none if none is configured.
   *
   * @throws KubernetesClientException if what is configured cannot be used; says why
   */
  default List<Server> known() {
    return all();
  }
}
