package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.settings.KubeconfigSecret;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.kubernetes.ApiServers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * This site's cluster, and the workload clusters whose kubeconfigs it keeps in Secrets. A Secret is
 * read for each step, so a kubeconfig that was renewed is used at once.
 */
@Singleton
public class ConfiguredClusters implements Clusters, AutoCloseable {

  private final Map<String, KubeconfigSecret> configured;
  private final Here here;
  private final Duration timeout;
  private final Map<String, Open> open = new TreeMap<>();

  private record Open(String version, KubernetesClient client) {}

  /**
   * This site's cluster.
   *
   * @param close ends what clients it gave
   */
  record Here(Supplier<KubernetesClient> client, Runnable close) {

    private static Here of(FailoverSettings settings, Instance<KubernetesClient> own) {
      Optional<ApiClient> inCluster =
          settings.kubernetes().enabled() ? Optional.of(new ApiClient(own::get)) : Optional.empty();
      Duration timeout = settings.kubernetes().timeout();
      ApiServers servers = new ApiServers(settings.standbyApi(), inCluster, Set::of, timeout);
      return new Here(servers::common, servers::close);
    }
  }

  @Inject
  ConfiguredClusters(FailoverSettings settings, Instance<KubernetesClient> own) {
    this(settings.clusters(), Here.of(settings, own), settings.kubernetes().timeout());
  }

  ConfiguredClusters(Map<String, KubeconfigSecret> configured, Here here, Duration timeout) {
    this.configured = configured;
    this.here = here;
    this.timeout = timeout;
  }

  @Override
  public synchronized KubernetesClient client(String name) {
    if (name.equals(HERE)) {
      return here.client().get();
    }
    KubeconfigSecret secret = configured.get(name);
    if (secret == null) {
      throw new KubernetesClientException(
          "no cluster '"
              + name
              + "' is configured; set understudy.clusters.\""
              + name
              + "\".kubeconfig-secret to namespace/name/key; configured are: "
              + (configured.isEmpty() ? "none" : String.join(", ", configured.keySet())));
    }
    return workload(name, secret);
  }

  private KubernetesClient workload(String name, KubeconfigSecret where) {
    Secret secret = read(where);
    String version = String.valueOf(secret.getMetadata().getResourceVersion());
    Open before = open.get(name);
    if (before != null && before.version().equals(version)) {
      return before.client();
    }
    Config config = KubeconfigText.read(text(secret, where), "Secret " + where);
    int millis = (int) timeout.toMillis();
    config.setConnectionTimeout(millis);
    config.setRequestTimeout(millis);
    config.setRequestRetryBackoffLimit(0);
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    open.put(name, new Open(version, client));
    if (before != null) {
      before.client().close();
    }
    return client;
  }

  private Secret read(KubeconfigSecret where) {
    Secret secret =
        here.client().get().secrets().inNamespace(where.namespace()).withName(where.name()).get();
    if (secret == null) {
      throw new KubernetesClientException(
          "there is no Secret "
              + where.namespace()
              + "/"
              + where.name()
              + " in this site's cluster; put the kubeconfig there");
    }
    return secret;
  }

  private static String text(Secret secret, KubeconfigSecret where) {
    String encoded = secret.getData() == null ? null : secret.getData().get(where.key());
    if (encoded == null) {
      throw new KubernetesClientException(
          "Secret " + where.namespace() + "/" + where.name() + " has no key '" + where.key() + "'");
    }
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  @Override
  @PreDestroy
  public synchronized void close() {
    open.values().forEach(each -> each.client().close());
    open.clear();
    here.close().run();
  }
}
