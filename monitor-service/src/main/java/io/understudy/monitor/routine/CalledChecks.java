package io.understudy.monitor.routine;

import io.understudy.core.check.CheckResult;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.EtcdException;
import io.understudy.monitor.check.CheckRuns;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.log.RateLimit;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Keeps what callers were told, so that repairs and metrics can go by it. */
@Singleton
public class CalledChecks {

  private static final Logger LOG = Logger.getLogger(CalledChecks.class);
  private static final String UNNAMED = "0";

  private final RoutineChecks checks;
  private final SharedRunner runner;
  private final long keepMaxBytes;
  private final InstantSource time;
  private final RateLimit complaints = new RateLimit(Duration.ofMinutes(1));

  @Inject
  CalledChecks(
      MonitorSettings settings, RoutineChecks checks, SharedRunner runner, InstantSource time) {
    this.checks = checks;
    this.runner = runner;
    this.keepMaxBytes = settings.routine().keepMaxBytes();
    this.time = time;
  }

  /** Who calls gets an answer whether it can be kept or not. */
  void answered(@Observes CheckRuns.Answer answer) {
    // Keys alone prove too little to stand as the last word, and one run is kept once.
    if (answer.result().how() == CheckResult.How.KEYS || !answer.claim()) {
      return;
    }
    try {
      CheckRunner.Ran ran = runner.of(answer, keepMaxBytes);
      checks.keepCalled(KeptResult.of(UNNAMED, Trigger.CALL, ran));
    } catch (EtcdException | CorruptRecordException | UncheckedIOException failure) {
      long held = complaints.pass(time.instant());
      if (held >= 0) {
        LOG.warnf(
            "What a call found is not kept reason=\"%s\" alsoSince=%d", failure.getMessage(), held);
      }
    }
  }
}
