package io.understudy.monitor.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.monitor.Ends;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How the connections to both ends do. */
@Singleton
public class ConnectionMetrics implements MeterBinder {

  private final Ends ends;

  @Inject
  ConnectionMetrics(Ends ends) {
    this.ends = ends;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    reloadFailures(registry, "source", ends.source());
    reloadFailures(registry, "target", ends.target());
  }

  private static void reloadFailures(MeterRegistry registry, String name, GrpcEtcd end) {
    FunctionCounter.builder("understudy.tls.reload.failures", end, GrpcEtcd::tlsReloadFailures)
        .description("Changed TLS files that could not be used")
        .tag("end", name)
        .register(registry);
  }
}
