package io.understudy.service.kubernetes;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** How the calls to the API server go, the same of every service. */
public final class KubernetesMeters {

  private KubernetesMeters() {}

  public static <T extends Enum<T>> void bind(
      MeterRegistry registry, Failures<T> failures, EventBook events) {
    for (T task : failures.tasks()) {
      FunctionCounter.builder("understudy.kubernetes.failures", failures, all -> all.read(task))
          .description("Calls to the API server that failed")
          .tag("task", Failures.text(task))
          .register(registry);
    }
    FunctionCounter.builder("understudy.kubernetes.dropped.events", events, EventBook::dropped)
        .description("Events that found no room while the API server did not take any")
        .register(registry);
  }
}
