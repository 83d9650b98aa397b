package io.understudy.monitor.gc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.core.gc.View;
import io.understudy.monitor.settings.MonitorSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The newest proof as gauges; unknown before the first one. */
@Singleton
public class GcMetrics implements MeterBinder {

  private final GcRuns runs;
  private final String link;

  @Inject
  GcMetrics(GcRuns runs, MonitorSettings settings) {
    this.runs = runs;
    this.link = settings.link().name();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (View view : View.values()) {
      Gauge.builder("understudy.gc.unsafe.objects", runs, newest -> unsafe(newest, view))
          .description("Objects that the garbage collector would delete or patch")
          .tag("link", link)
          .tag("when", view.text())
          .register(registry);
    }
  }

  private static double unsafe(GcRuns runs, View view) {
    return runs.newest().map(report -> (double) report.answer(view).unsafe()).orElse(Double.NaN);
  }
}
