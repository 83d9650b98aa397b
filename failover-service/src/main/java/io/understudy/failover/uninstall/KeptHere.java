package io.understudy.failover.uninstall;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.understudy.service.kubernetes.KeptObjects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sync-service has made in this cluster.
 *
 * @param gate the standby gate
 * @param hasLease whether the Lease of the leader is there
 */
record KeptHere(Gate gate, boolean hasLease) {

  enum Gate {
    ABSENT,
    /** Made by sync-service, for this link. */
    OURS,
    /** Made by somebody else, or for another link. */
    OTHERS
  }

  /**
   * @throws KubernetesClientException if the API server does not answer, or forbids it
   */
  static KeptHere read(KubernetesClient client, String namespace, String link) {
    return new KeptHere(
        whose(gate(client).get(), link),
        client.leases().inNamespace(namespace).withName(KeptObjects.LEASE).get() != null);
  }

  /**
   * Takes away what is ours.
   *
   * @throws KubernetesClientException if the API server does not answer, or forbids it
   */
  void delete(KubernetesClient client, String namespace) {
    if (gate == Gate.OURS) {
      gate(client).delete();
    }
    if (hasLease) {
      client.leases().inNamespace(namespace).withName(KeptObjects.LEASE).delete();
    }
  }

  private static Resource<ConfigMap> gate(KubernetesClient client) {
    return client.configMaps().inNamespace(KeptObjects.GATE_NAMESPACE).withName(KeptObjects.GATE);
  }

  private static Gate whose(@Nullable ConfigMap gate, String link) {
    if (gate == null) {
      return Gate.ABSENT;
    }
    ObjectMeta meta = gate.getMetadata();
    boolean isOurs =
        KeptObjects.KEEPER.equals(value(meta.getLabels(), KeptObjects.KEPT_BY))
            && link.equals(value(meta.getAnnotations(), KeptObjects.LINK));
    return isOurs ? Gate.OURS : Gate.OTHERS;
  }

  private static String value(@Nullable Map<String, String> map, String key) {
    return map == null ? "" : map.getOrDefault(key, "");
  }
}
