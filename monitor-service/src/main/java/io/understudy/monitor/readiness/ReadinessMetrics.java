package io.understudy.monitor.readiness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.core.readiness.Precheck;
import io.understudy.core.readiness.Verb;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The newest answer as gauges; unknown before the first one. */
@Singleton
public class ReadinessMetrics implements MeterBinder {

  private final ReadinessSide side;

  @Inject
  ReadinessMetrics(ReadinessSide side) {
    this.side = side;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Precheck check : Precheck.values()) {
      Gauge.builder("understudy.readiness.precheck", side.desk(), desk -> code(desk, check))
          .description("What a precheck came to: 0 PASS, 1 WARN, 2 FAIL, 3 UNKNOWN")
          .tag("link", side.link())
          .tag("check", check.text())
          .register(registry);
    }
    for (Verb verb : Verb.values()) {
      Gauge.builder("understudy.ready", side.desk(), desk -> ready(desk, verb))
          .description("Whether it can be begun now, 1 or 0")
          .tag("link", side.link())
          .tag("verb", verb.text())
          .register(registry);
    }
  }

  private static double code(ReadinessDesk desk, Precheck check) {
    return desk.newest()
        .map(readiness -> (double) readiness.outcome(check).result().code())
        .orElse(Double.NaN);
  }

  private static double ready(ReadinessDesk desk, Verb verb) {
    return desk.newest()
        .map(readiness -> readiness.verdict(verb).isReady() ? 1.0 : 0.0)
        .orElse(Double.NaN);
  }
}
