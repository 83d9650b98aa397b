package io.understudy.failover.dns;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Runs a command in a pod. */
interface PodExec {

  /**
   * @return what it printed, whatever its exit code
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it could not be run, or did
   *     not end in time
   */
  String run(KubernetesClient client, String namespace, String pod, List<String> command);
}
