package io.understudy.failover.dns;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.failover.kube.Clusters;
import io.understudy.failover.kube.KubeconfigText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Function;

/** A way to one cluster's API server. */
interface ClusterAccess {

  /** For messages, for example {@code this cluster}. */
  String text();

  /**
   * @throws KubernetesClientException if there is no client, or a call of it fails
   */
  <T> T with(Function<KubernetesClient, T> calls);

  /** The one that this runs in. */
  record Own(Clusters clusters) implements ClusterAccess {

    @Override
    public String text() {
      return "this cluster";
    }

    @Override
    public <T> T with(Function<KubernetesClient, T> calls) {
      return calls.apply(clusters.client(Clusters.HERE));
    }
  }

  /**
   * One whose kubeconfig is in a Secret of this one, read for each use.
   *
   * @param key of the Secret's data
   * @param timeout of a call
   */
  record ByKubeconfig(
      Clusters clusters, String namespace, String secret, String key, Duration timeout)
      implements ClusterAccess {

    @Override
    public String text() {
      return "the cluster of Secret " + namespace + "/" + secret;
    }

    @Override
    public <T> T with(Function<KubernetesClient, T> calls) {
      try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build()) {
        return calls.apply(client);
      }
    }

    private Config config() {
      Secret found =
          clusters.client(Clusters.HERE).secrets().inNamespace(namespace).withName(secret).get();
      if (found == null) {
        throw new KubernetesClientException("there is no such Secret");
      }
      String encoded = found.getData() == null ? null : found.getData().get(key);
      if (encoded == null) {
        throw new KubernetesClientException("the Secret has no data '" + key + "'");
      }
      Config config = KubeconfigText.read(text(encoded), "it");
      int millis = (int) timeout.toMillis();
      config.setConnectionTimeout(millis);
      config.setRequestTimeout(millis);
      config.setRequestRetryBackoffLimit(0);
      return config;
    }

    private static String text(String encoded) {
      try {
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException bad) {
        // Its message could quote the kubeconfig.
        throw new KubernetesClientException("the Secret holds no usable kubeconfig");
      }
    }
  }
}
