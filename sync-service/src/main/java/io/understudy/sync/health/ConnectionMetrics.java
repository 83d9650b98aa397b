package io.understudy.sync.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.sync.replica.Replica;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** How the connections to both ends do. */
@Singleton
public class ConnectionMetrics implements MeterBinder {

  private final Replica replica;

  @Inject
  ConnectionMetrics(Replica replica) {
    this.replica = replica;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    reloadFailures(registry, "source", Replica::sourceTlsReloadFailures);
    reloadFailures(registry, "target", Replica::targetTlsReloadFailures);
  }

  private void reloadFailures(MeterRegistry registry, String end, ToDoubleFunction<Replica> count) {
    FunctionCounter.builder("understudy.tls.reload.failures", replica, count)
        .description("Changed TLS files that could not be used")
        .tag("end", end)
        .register(registry);
  }
}
