package io.understudy.sync.kubernetes;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
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
    for (Failures.Task task : Failures.Task.values()) {
      FunctionCounter.builder("understudy.kubernetes.failures", side, s -> s.failures().read(task))
          .description("Calls to the API server that failed")
          .tag("task", task.text())
          .register(registry);
    }
    FunctionCounter.builder("understudy.kubernetes.dropped.events", side, s -> s.events().dropped())
        .description("Events that found no room while the API server did not take any")
        .register(registry);
  }
}
