package io.understudy.monitor.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.MonitorSettingsReader;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.kubernetes.EventSender;
import io.understudy.service.kubernetes.EventWriter;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The cluster's API server as the monitor uses it, and its Events from start to stop. */
@Singleton
public class MonitorEvents {

  @Produces
  @Singleton
  ApiClient client(Instance<KubernetesClient> client) {
    return new ApiClient(client::get);
  }

  @Produces
  @Singleton
  EventSender sender(MonitorSettings settings, ApiClient client, InstantSource time) {
    EventWriter writer =
        new EventWriter(
            client, settings.kubernetes(), MonitorSettingsReader.SERVICE, settings.link().holder());
    return new EventSender(settings.link().name(), settings.kubernetes(), writer, time);
  }

  void start(@Observes StartupEvent event, EventSender sender) {
    sender.start();
  }

  void stop(@Observes ShutdownEvent event, EventSender sender) {
    sender.close();
  }
}
