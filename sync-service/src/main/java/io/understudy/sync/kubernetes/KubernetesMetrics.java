package io.understudy.sync.kubernetes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.service.kubernetes.KubernetesMeters;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How the calls to the API server go. */
@Singleton
public class KubernetesMetrics implements MeterBinder {

  private final KubernetesSide side;

  @Inject
  KubernetesMetrics(KubernetesSide side) {
    this.side = side;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    KubernetesMeters.bind(registry, side.failures(), side.events());
  }
}
