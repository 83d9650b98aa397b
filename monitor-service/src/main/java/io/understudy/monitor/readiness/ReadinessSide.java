package io.understudy.monitor.readiness;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.understudy.core.readiness.Readiness;
import io.understudy.core.readiness.told.VerdictTurns;
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

  /** A replica that evaluates keeps its turn, also if an evaluation takes its time. */
  private static final int INTERVALS_OF_A_TURN = 2;

  private final String link;
  private final long intervalMillis;
  private final FactsGatherer gatherer;
  private final ReadinessDesk desk;
  private final VerdictTurns turns;
  private final Newest<Readiness> notices;

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
    this.turns =
        new VerdictTurns(
            ends.target(),
            settings.link().keys(),
            settings.link().holder(),
            settings.routine().turnTtl().toSeconds()
                + INTERVALS_OF_A_TURN * settings.readiness().interval().toSeconds(),
            time);
    this.notices = new Newest<>(new VerdictNotices(link, turns, events::tell, time));
    this.desk =
        new ReadinessDesk(gatherer::gather, settings.readiness().thresholds(), List.of(notices));
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
    notices.close();
    turns.giveUp();
  }

  String link() {
    return link;
  }

  ReadinessDesk desk() {
    return desk;
  }
}
