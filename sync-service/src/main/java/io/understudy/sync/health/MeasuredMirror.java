package io.understudy.sync.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.understudy.core.ownership.RuleCount;
import io.understudy.sync.status.Measurements;
import io.understudy.sync.status.Status;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** What is measured while it happens, as metrics. */
final class MeasuredMirror implements Measurements {

  /** From a local target to one behind a slow link and the default call timeout. */
  private static final Duration[] LATENCY_BOUNDS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Timer latency;
  private final MultiGauge objects;
  private List<RuleCount> shown = List.of();

  MeasuredMirror(MeterRegistry registry) {
    latency =
        Timer.builder("understudy.apply.latency")
            .description("From sending a Txn to knowing that it is in the target")
            .serviceLevelObjectives(LATENCY_BOUNDS)
            .register(registry);
    objects =
        MultiGauge.builder("understudy.objects")
            .description("Objects of the source by the rule that decides of them and where they go")
            .register(registry);
  }

  @Override
  public void applied(Duration took) {
    latency.record(took);
  }

  @Override
  public synchronized void objects(List<RuleCount> byRule) {
    if (byRule.equals(shown)) {
      return;
    }
    shown = byRule;
    objects.register(byRule.stream().map(MeasuredMirror::row).toList(), true);
  }

  private static MultiGauge.Row<?> row(RuleCount count) {
    Tags tags = Tags.of("rule", count.rule(), "placement", Status.Ruled.text(count.placement()));
    return MultiGauge.Row.of(tags, count.objects());
  }
}
