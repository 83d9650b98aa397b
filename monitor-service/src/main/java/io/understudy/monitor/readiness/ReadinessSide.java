package io.understudy.monitor.readiness;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.understudy.core.scope.Classifier;
import io.understudy.monitor.Ends;
import io.understudy.monitor.gc.GcRuns;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.kubernetes.EventSender;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/** Readiness within the application: evaluated again and again from start to stop. */
@Singleton
public class ReadinessSide {

  private final String link;
  private final long intervalMillis;
  private final FactsGatherer gatherer;
  private final ReadinessDesk desk;

  @Inject
  ReadinessSide(
      MonitorSettings settings,
      Ends ends,
      Classifier classifier,
      GcRuns proofs,
      ApiClient cluster,
      EventSender events,
      InstantSource time) {
    this.link = settings.link().name();
    this.intervalMillis = settings.readiness().interval().toMillis();
    this.gatherer =
        new FactsGatherer(
            settings,
            ends,
            classifier,
            () -> proofs.ask(settings.check().patience()),
            cluster,
            time);
    this.desk =
        new ReadinessDesk(
            gatherer::gather,
            settings.readiness().thresholds(),
            List.of(new VerdictNotices(link, events::tell)));
  }

  void start(@Observes StartupEvent event, Scheduler scheduler) {
    scheduler
        .newJob("readiness")
        .setInterval(intervalMillis + "ms")
        .setConcurrentExecution(ConcurrentExecution.SKIP)
        .setTask(execution -> desk.evaluate())
        .schedule();
  }

  void stop(@Observes ShutdownEvent event) {
    gatherer.close();
  }

  String link() {
    return link;
  }

  ReadinessDesk desk() {
    return desk;
  }
}
