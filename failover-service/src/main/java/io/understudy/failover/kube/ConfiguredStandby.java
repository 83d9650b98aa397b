package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.readiness.stored.ClusterFacts;
import io.understudy.core.readiness.stored.Registry;
import io.understudy.core.scope.Classifier;
import io.understudy.failover.Ends;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.kubernetes.ApiServers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** This site's API servers as they are configured, or on record in its etcd. */
@Singleton
public class ConfiguredStandby implements StandbyServers {

  private final ApiServers servers;
  private final boolean configured;

  @Inject
  ConfiguredStandby(FailoverSettings settings, Ends ends, Instance<KubernetesClient> own) {
    Classifier classifier = Classifier.of(settings.link().rules());
    ClusterFacts registered =
        new ClusterFacts(Registry.ofStandby(ends.target(), settings.link().keys(), classifier));
    boolean inCluster = settings.kubernetes().enabled();
    this.configured = inCluster || settings.standbyApi().access().isPresent();
    this.servers =
        new ApiServers(
            settings.standbyApi(),
            inCluster ? Optional.of(new ApiClient(own::get)) : Optional.empty(),
            registered::apiServers,
            settings.kubernetes().timeout());
  }

  @Override
  public boolean isConfigured() {
    return configured;
  }

  @Override
  public List<Server> all() {
    ApiServers.Listed listed = servers.list();
    if (!listed.unlisted().isEmpty()) {
      throw new KubernetesClientException(
          "it is not known which there are ("
              + listed.unlisted()
              + "), and each has to be asked; name them all in understudy.standby.api-servers");
    }
    return listed.servers().stream()
        .map(server -> new Server(server.address(), server.client()))
        .toList();
  }

  @PreDestroy
  void close() {
    servers.close();
  }
}
