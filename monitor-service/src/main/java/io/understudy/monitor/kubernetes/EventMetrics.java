package io.understudy.monitor.kubernetes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.service.kubernetes.EventSender;
import io.understudy.service.kubernetes.KubernetesMeters;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How the calls to the API server go. */
@Singleton
public class EventMetrics implements MeterBinder {

  private final EventSender sender;

  @Inject
  EventMetrics(EventSender sender) {
    this.sender = sender;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    KubernetesMeters.bind(registry, sender.failures(), sender.book());
  }
}
