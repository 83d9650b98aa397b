package io.understudy.monitor.routine;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.RoutineSettings;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * When checks are looked after: now and then, and when the cron expression fires. A check itself
 * runs on a thread of its own, which a stop does not wait for.
 */
@Singleton
public class Scheduling {

  private static final Logger LOG = Logger.getLogger(Scheduling.class);

  private final RoutineSettings settings;
  private final RoutineChecks checks;
  private final Scheduler scheduler;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean stopping;

  @Inject
  Scheduling(MonitorSettings settings, RoutineChecks checks, Scheduler scheduler) {
    this.settings = settings.routine();
    this.checks = checks;
    this.scheduler = scheduler;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofPlatform().name("checks").daemon().start(this::run);
    scheduler
        .newJob("checks")
        .setInterval(settings.poll().toString())
        .setConcurrentExecution(ConcurrentExecution.SKIP)
        .setTask(execution -> wake.release())
        .schedule();
    settings
        .cron()
        .ifPresent(
            cron ->
                scheduler
                    .newJob("checks-cron")
                    .setCron(cron)
                    .setTask(execution -> fired(execution.getScheduledFireTime()))
                    .schedule());
  }

  /** A check was asked for: it need not wait for the next look. */
  public void lookNow() {
    wake.release();
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    wake.release();
    checks.stop();
  }

  private void fired(Instant at) {
    checks.fired(at);
    wake.release();
  }

  private void run() {
    while (!stopping) {
      try {
        wake.acquire();
        wake.drainPermits();
      } catch (InterruptedException interruption) {
        return;
      }
      lookOnce();
    }
  }

  private void lookOnce() {
    try {
      if (!stopping) {
        checks.look();
      }
    } catch (RuntimeException unforeseen) {
      LOG.error("Looking after checks broke off; it goes on", unforeseen);
    }
  }
}
