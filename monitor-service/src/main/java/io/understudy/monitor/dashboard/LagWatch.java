package io.understudy.monitor.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.understudy.monitor.dashboard.LagSamples.Sample;
import io.understudy.monitor.settings.DashboardSettings;
import io.understudy.monitor.settings.MonitorSettings;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Asks for the lag now and then, and remembers it. A silent sync-service is remembered too. */
@Singleton
public class LagWatch {

  private static final int OK = 200;

  private final DashboardSettings settings;
  private final MirrorView mirror;
  private final Scheduler scheduler;
  private final InstantSource time;
  private final LagSamples samples;

  @Inject
  LagWatch(MonitorSettings settings, MirrorView mirror, Scheduler scheduler, InstantSource time) {
    this.settings = settings.dashboard();
    this.mirror = mirror;
    this.scheduler = scheduler;
    this.time = time;
    this.samples = new LagSamples(this.settings.lagSamples());
  }

  void start(@Observes StartupEvent event) {
    scheduler
        .newJob("lag")
        .setInterval(settings.lagEvery().toString())
        .setConcurrentExecution(ConcurrentExecution.SKIP)
        .setTask(execution -> look())
        .schedule();
  }

  /** The oldest first. */
  List<Sample> samples() {
    return samples.all();
  }

  private void look() {
    Instant at = time.instant();
    try {
      Response answer = mirror.answer("/api/v1/status");
      samples.add(
          answer.getStatus() == OK ? sample(at, MirrorView.json(answer)) : Sample.unknown(at));
    } catch (HttpProblem silent) {
      samples.add(Sample.unknown(at));
    }
  }

  /** While the source cannot be read, what is said of it is old. */
  static Sample sample(Instant at, JsonNode status) {
    JsonNode seconds = status.path("lagSeconds");
    JsonNode revisions = status.path("lagRevisions");
    boolean isOld = status.hasNonNull("sourceError") || status.hasNonNull("targetError");
    return new Sample(
        at,
        seconds.isNumber() ? Optional.of(seconds.doubleValue()) : Optional.empty(),
        revisions.isIntegralNumber() && !isOld
            ? Optional.of(revisions.longValue())
            : Optional.empty());
  }
}
