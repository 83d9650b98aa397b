package io.understudy.failover.report;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunBook;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.audit.JournalAudit;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.Problems;
import io.understudy.service.threads.Threads;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks into the journals from time to time, on a thread of its own. */
@Singleton
public class Reporter {

  private static final Logger LOG = Logger.getLogger(Reporter.class);

  private final KeptRuns runs;
  private final RunBook book;
  private final JournalAudit audit;
  private final Duration interval;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean isAudited;

  @Inject
  Reporter(KeptRuns runs, RunBook book, JournalAudit audit, ReportConfig config) {
    this.runs = runs;
    this.book = book;
    this.audit = audit;
    this.interval = interval(config);
  }

  void start(@Observes StartupEvent event) {
    Threads.start("reports", this::loop);
  }

  void stop(@Observes ShutdownEvent event) {
    stopped.countDown();
  }

  private void loop() {
    try {
      do {
        look();
      } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      completeAudit();
      runs.refresh();
    } catch (EtcdException silent) {
      LOG.debugf("Journals cannot be read now reason=\"%s\"", silent.getMessage());
    } catch (RuntimeException defect) {
      LOG.errorf(defect, "Metrics of operations are old");
    }
  }

  /**
   * Once: who wrote this process's file before may have died before it had all lines of what it
   * ended.
   */
  private void completeAudit() {
    if (isAudited) {
      return;
    }
    Optional<String> newest = book.ids().stream().findFirst();
    try {
      newest.flatMap(book::load).filter(kept -> kept.state().isOver()).ifPresent(audit::complete);
    } catch (JournalException changed) {
      LOG.warnf("A journal is not what was written run=%s", newest.orElse(""));
    }
    isAudited = true;
  }

  private static Duration interval(ReportConfig config) {
    Problems problems = new Problems();
    Duration interval = problems.millis("report.interval-ms", config.intervalMs(), 100, 3_600_000);
    try {
      problems.throwIfAny();
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
    return interval;
  }
}
