package io.understudy.failover.ports;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.settings.TextFile;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The clusters that Services are in: this one, and those a kubeconfig file leads to. */
@Singleton
class Clusters {

  private final ApiClient here;

  @Inject
  Clusters(Instance<KubernetesClient> client) {
    this(client::get);
  }

  Clusters(Supplier<KubernetesClient> here) {
    this.here = new ApiClient(here);
  }

  /**
   * @param kubeconfigFile empty for this one
   * @param timeout of each call, where a file leads there
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if a call fails
   * @throws IllegalArgumentException if the file cannot be used
   */
  <T> T ask(Optional<String> kubeconfigFile, Duration timeout, Function<KubernetesClient, T> call) {
    if (kubeconfigFile.isEmpty()) {
      return call.apply(here.get());
    }
    try (KubernetesClient client = client(kubeconfigFile.get(), timeout)) {
      return call.apply(client);
    }
  }

  private static KubernetesClient client(String file, Duration timeout) {
    String text = TextFile.read(file);
    Config config;
    try {
      config = Config.fromKubeconfig(text);
    } catch (RuntimeException bad) {
      throw new IllegalArgumentException(file + " is no kubeconfig", bad);
    }
    config.setConnectionTimeout((int) timeout.toMillis());
    config.setRequestTimeout((int) timeout.toMillis());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
