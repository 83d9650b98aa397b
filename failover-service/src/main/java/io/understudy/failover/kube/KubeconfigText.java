package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * A kubeconfig that came from a cluster, not from this machine: it may neither run a program here
 * nor read a file.
 */
public final class KubeconfigText {

  private KubeconfigText() {}

  /**
   * @param from for messages, which have nothing of its content
   * @throws KubernetesClientException if it cannot be used
   */
  public static Config read(String text, String from) {
    try {
      var written = Serialization.unmarshal(text, io.fabric8.kubernetes.api.model.Config.class);
      boolean reaches =
          written.getUsers().stream().map(NamedAuthInfo::getUser).anyMatch(KubeconfigText::reaches)
              || written.getClusters().stream()
                  .map(NamedCluster::getCluster)
                  .anyMatch(cluster -> cluster.getCertificateAuthority() != null);
      if (!reaches) {
        return Config.fromKubeconfig(text);
      }
    } catch (RuntimeException unusable) {
      throw new KubernetesClientException(
          from + " is no usable kubeconfig (" + unusable.getClass().getSimpleName() + ")");
    }
    throw new KubernetesClientException(
        from
            + " names files or programs of another machine; put the certificates or the token"
            + " themselves into it");
  }

  private static boolean reaches(AuthInfo user) {
    return user.getExec() != null
        || user.getAuthProvider() != null
        || user.getClientCertificate() != null
        || user.getClientKey() != null
        || user.getTokenFile() != null;
  }
}
