package io.understudy.failover.report;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.understudy.core.failover.Verb;
import io.understudy.failover.settings.FailoverSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The kept runs as metrics, the same of every replica, units last. Unknown is NaN. */
@Singleton
public class RunMetrics implements MeterBinder {

  private static final List<String> STATES =
      List.of("running", "waiting", "cancelling", "succeeded", "cancelled");
  private static final double MILLIS = 1000.0;

  private final KeptRuns runs;
  private final String link;

  @Inject
  RunMetrics(KeptRuns runs, FailoverSettings settings) {
    this(runs, settings.link().name());
  }

  RunMetrics(KeptRuns runs, String link) {
    this.runs = runs;
    this.link = link;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Verb verb : Verb.values()) {
      for (String state : STATES) {
        builder(
                "understudy.operation.state",
                verb,
                kept ->
                    kept.newest(verb).filter(run -> run.state().equals(state)).isPresent() ? 1 : 0)
            .description("1 for how the newest operation of the verb stands")
            .tag("state", state)
            .register(registry);
      }
      builder(
              "understudy.operation.failed.steps",
              verb,
              kept -> kept.newest(verb).map(run -> (double) run.failedSteps()).orElse(0.0))
          .description("Steps that have failed of an operation that goes on")
          .register(registry);
      builder(
              "understudy.operation.last.success.timestamp.seconds",
              verb,
              kept -> kept.newestSuccess(verb).map(RunMetrics::ended).orElse(0.0))
          .description("End of the last kept operation that succeeded, 0 for none")
          .register(registry);
      if (verb.promotes()) {
        figures(registry, verb);
      }
    }
    Gauge.builder("understudy.operation.unreadable.journals", runs, KeptRuns::unreadable)
        .description("Journals that are damaged or were changed")
        .tag("link", link)
        .register(registry);
  }

  private void figures(MeterRegistry registry, Verb verb) {
    builder(
            "understudy.operation.last.rto.seconds",
            verb,
            kept -> kept.newest(verb, Glance::rto).map(RunMetrics::seconds).orElse(Double.NaN))
        .description("How long users were without the platform, as last measured")
        .register(registry);
    builder(
            "understudy.operation.last.rpo.seconds",
            verb,
            kept -> kept.newest(verb, Glance::rpoSeconds).orElse(Double.NaN))
        .description("Seconds of writes that may be lost, as last measured")
        .register(registry);
  }

  /** NaN before the journals have been read. */
  private Gauge.Builder<KeptRuns> builder(
      String name, Verb verb, ToDoubleFunction<KeptRuns> figure) {
    return Gauge.builder(
            name, runs, kept -> kept.isRead() ? figure.applyAsDouble(kept) : Double.NaN)
        .tag("link", link)
        .tag("verb", verb.text());
  }

  private static double ended(Glance run) {
    Instant at = run.endedAt();
    return at == null ? 0 : at.toEpochMilli() / MILLIS;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }
}
