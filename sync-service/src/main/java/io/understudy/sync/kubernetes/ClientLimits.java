package io.understudy.sync.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.kubernetes.client.KubernetesConfigCustomizer;
import io.understudy.sync.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Every call to the API server ends in time, and fails at once: it is made again anyway. */
@Singleton
public class ClientLimits implements KubernetesConfigCustomizer {

  private final Settings settings;

  @Inject
  ClientLimits(Settings settings) {
    this.settings = settings;
  }

  @Override
  public void customize(Config config) {
    int millis = (int) settings.kubernetes().timeout().toMillis();
    config.setConnectionTimeout(millis);
    config.setRequestTimeout(millis);
    config.setRequestRetryBackoffLimit(0);
  }
}
