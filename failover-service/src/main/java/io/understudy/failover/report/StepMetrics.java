package io.understudy.failover.report;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.StepRun;
import io.understudy.failover.run.RunListener;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.Steps;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** How long steps took and how often they failed, of those that this process ran. */
@Singleton
public class StepMetrics implements RunListener {

  private final MeterRegistry registry;
  private final String link;

  @Inject
  StepMetrics(MeterRegistry registry, FailoverSettings settings, Steps steps) {
    this.registry = registry;
    this.link = settings.link().name();
    // From the start, as what appears only with the first failure cannot be seen to rise.
    steps.types().forEach(type -> failures(type.name()));
  }

  @Override
  public void told(RunBook.Kept kept, Event event) {
    switch (event) {
      case Event.StepDone done -> took(kept.state().step(done.step()));
      case Event.StepFailed failed -> failed(kept.state().step(failed.step()));
      case Event.UndoFailed failed -> failed(kept.state().step(failed.step()));
      case Event.Begun begun -> {}
      case Event.TakenOver taken -> {}
      case Event.StepBegan began -> {}
      case Event.Noted noted -> {}
      case Event.UndoBegan began -> {}
      case Event.UndoDone done -> {}
      case Event.Commanded said -> {}
      case Event.Ended ended -> {}
    }
  }

  private void took(StepRun step) {
    Instant began = step.beganAt();
    Instant done = step.doneAt();
    if (began != null && done != null) {
      Timer.builder("understudy.step.duration")
          .description("From the beginning of a step's last attempt until it was done")
          .tag("link", link)
          .tag("type", type(step))
          .register(registry)
          .record(Duration.between(began, done));
    }
  }

  private void failed(StepRun step) {
    failures(type(step)).increment();
  }

  private Counter failures(String type) {
    return Counter.builder("understudy.step.failures")
        .description("Attempts of steps, or of taking them back, that failed")
        .tag("link", link)
        .tag("type", type)
        .register(registry);
  }

  private static String type(StepRun step) {
    return step.planned().spec().type().name();
  }
}
