package io.understudy.failover.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.settings.FailoverSettingsReader;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.kubernetes.EventSender;
import io.understudy.service.kubernetes.EventWriter;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Events in this site's cluster, from start to stop. */
@Singleton
public class FailoverEvents {

  @Produces
  @Singleton
  EventSender sender(
      FailoverSettings settings, Instance<KubernetesClient> clients, InstantSource time) {
    EventWriter writer =
        new EventWriter(
            new ApiClient(clients::get),
            settings.kubernetes(),
            FailoverSettingsReader.SERVICE,
            settings.link().holder());
    return new EventSender(settings.link().name(), settings.kubernetes(), writer, time);
  }

  void start(@Observes StartupEvent event, EventSender sender) {
    sender.start();
  }

  void stop(@Observes ShutdownEvent event, EventSender sender) {
    sender.close();
  }
}
