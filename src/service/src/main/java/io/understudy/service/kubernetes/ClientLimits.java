package io.understudy.service.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.kubernetes.client.KubernetesConfigCustomizer;
import io.understudy.service.settings.KubernetesSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Every call to the API server ends in time, and fails at once: it is made again anyway. */
@Singleton
public class ClientLimits implements KubernetesConfigCustomizer {

  private final KubernetesSettings settings;

  @Inject
  ClientLimits(KubernetesSettings settings) {
    this.settings = settings;
  }

  @Override
  public void customize(Config config) {
    int millis = (int) settings.timeout().toMillis();
    config.setConnectionTimeout(millis);
    config.setRequestTimeout(millis);
    config.setRequestRetryBackoffLimit(0);
  }
}
