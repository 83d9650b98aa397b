package io.understudy.failover.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.readiness.stored.ClusterFacts;
import io.understudy.core.readiness.stored.Registry;
import io.understudy.core.scope.Classifier;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.kubernetes.ApiServers;
import io.understudy.service.settings.SiteApiSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The primary's API servers as they are configured, or on record in its etcd. */
@Singleton
public class ConfiguredPrimary implements PrimaryServers {

  private final ApiServers servers;
  private final SiteApiSettings configured;

  @Inject
  ConfiguredPrimary(FailoverSettings settings, Ends ends) {
    ClusterFacts registered =
        new ClusterFacts(Registry.ofPrimary(ends.source(), Classifier.of(settings.link().rules())));
    this.configured = settings.primaryApi();
    this.servers =
        new ApiServers(
            settings.primaryApi(),
            Optional.empty(),
            registered::apiServers,
            settings.kubernetes().timeout());
  }

  @Override
  public List<Server> all() {
    ApiServers.Listed listed = servers.list();
    if (!listed.unlisted().isEmpty()) {
      throw new KubernetesClientException(
          "it is not known which there are ("
              + listed.unlisted()
              + "), and a freeze has to be proved on each; name them all in"
              + " understudy.primary.api-servers");
    }
    return listed.servers().stream()
        .map(server -> new Server(server.address(), server.client()))
        .toList();
  }

  @Override
  public List<Server> known() {
    if (configured.access().isEmpty()) {
      return List.of();
    }
    if (!configured.servers().isEmpty()) {
      return all();
    }
    KubernetesClient client = servers.common();
    return List.of(new Server(String.valueOf(client.getMasterUrl()), client));
  }

  @PreDestroy
  void close() {
    servers.close();
  }
}
