package io.understudy.failover.access;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.failover.audit.Audit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How often lines of the audit log were lost. */
@Singleton
public class AccessMetrics implements MeterBinder {

  private final Audit audit;

  @Inject
  AccessMetrics(Audit audit) {
    this.audit = audit;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("understudy.audit.failures", audit, Audit::failures)
        .description("Lines of the audit log that could not be written")
        .register(registry);
  }
}
