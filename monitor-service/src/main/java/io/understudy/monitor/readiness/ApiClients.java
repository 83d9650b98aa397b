package io.understudy.monitor.readiness;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.monitor.settings.ReadinessSettings;
import io.understudy.monitor.settings.ReadinessSettings.PrimaryApi;
import io.understudy.service.kubernetes.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients of both API servers, each made when it is first needed and kept. A file that cannot be
 * used disturbs nothing else.
 */
final class ApiClients implements AutoCloseable {

  private final ReadinessSettings settings;
  private final boolean inCluster;
  private final ApiClient cluster;
  private final Kept standby;
  private final Kept primary;

  /**
   * @param inCluster whether this process may use the API server of its own cluster
   * @param timeout of each call
   */
  ApiClients(ReadinessSettings settings, boolean inCluster, ApiClient cluster, Duration timeout) {
    this.settings = settings;
    this.inCluster = inCluster;
    this.cluster = cluster;
    this.standby = new Kept(() -> client(standbyConfig(), timeout));
    this.primary = new Kept(() -> client(primaryConfig(), timeout));
  }

  /**
   * @throws NoAnswerException if none is configured, or it cannot be made
   */
  KubernetesClient standby() {
    if (settings.standbyKubeconfig().isPresent()) {
      return standby.get();
    }
    if (!inCluster) {
      throw new NoAnswerException(
          "no access to the standby's API server: not in a cluster, and"
              + " understudy.standby.kubeconfig-file is not configured");
    }
    try {
      return cluster.get();
    } catch (KubernetesClientException unusable) {
      throw new NoAnswerException("the client of the standby's API server cannot be made");
    }
  }

  /**
   * @throws NoAnswerException if none is configured, or it cannot be made
   */
  KubernetesClient primary() {
    return primary.get();
  }

  private Config standbyConfig() {
    return Config.fromKubeconfig(settings.standbyKubeconfig().orElseThrow().toFile());
  }

  private Config primaryConfig() {
    PrimaryApi api =
        settings
            .primaryApi()
            .orElseThrow(
                () ->
                    new NoAnswerException(
                        "no access to the primary's API server: neither"
                            + " understudy.primary.kubeconfig-file nor .api-url is configured"));
    return switch (api) {
      case PrimaryApi.Kubeconfig(Path file) -> Config.fromKubeconfig(file.toFile());
      case PrimaryApi.Given given -> {
        Config config = new ConfigBuilder(Config.empty()).build();
        config.setMasterUrl(given.url().toString());
        config.setOauthTokenProvider(() -> token(given.token()));
        given.ca().ifPresent(ca -> config.setCaCertFile(ca.toString()));
        yield config;
      }
    };
  }

  /** Read again for each call: tokens are renewed. */
  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new KubernetesClientException("cannot read " + file);
    }
  }

  private static KubernetesClient client(Config config, Duration timeout) {
    int millis = (int) timeout.toMillis();
    config.setConnectionTimeout(millis);
    config.setRequestTimeout(millis);
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Override
  public void close() {
    standby.close();
    primary.close();
  }

  /** Made once; tried again as long as it fails. */
  private static final class Kept implements AutoCloseable {

    private final Supplier<KubernetesClient> maker;
    private @Nullable KubernetesClient made;

    Kept(Supplier<KubernetesClient> maker) {
      this.maker = maker;
    }

    synchronized KubernetesClient get() {
      KubernetesClient client = made;
      if (client != null) {
        return client;
      }
      try {
        client = maker.get();
      } catch (NoAnswerException said) {
        throw said;
      } catch (RuntimeException unusable) {
        throw new NoAnswerException(
            "the client of an API server cannot be made of its file: "
                + unusable.getClass().getSimpleName());
      }
      made = client;
      return client;
    }

    @Override
    public synchronized void close() {
      if (made != null) {
        made.close();
      }
    }
  }
}
