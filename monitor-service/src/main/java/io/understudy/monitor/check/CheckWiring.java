package io.understudy.monitor.check;

import io.understudy.core.check.CheckContext;
import io.understudy.core.check.CheckLimits;
import io.understudy.core.check.CheckResult;
import io.understudy.core.check.Checker;
import io.understudy.core.scope.Classifier;
import io.understudy.monitor.Ends;
import io.understudy.monitor.settings.CheckSettings;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.time.ServiceTiming;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Makes what runs comparisons. */
@Singleton
public class CheckWiring {

  private static final int KEYS_AT_ONCE = 64;
  private static final int RETRIES = 4;
  private static final Duration NEVER = Duration.ofDays(36_500);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

  @Produces
  @Singleton
  CheckRuns runs(
      MonitorSettings settings,
      Ends ends,
      Classifier classifier,
      InstantSource time,
      Event<CheckResult> results,
      CheckRuns.Beside beside) {
    CheckSettings given = settings.check();
    CheckLimits limits =
        new CheckLimits(
            given.pageMaxKeys(),
            given.pageMaxBytes(),
            KEYS_AT_ONCE,
            given.attempts(),
            RETRIES,
            RETRY_PAUSE,
            given.rememberedMax(),
            settings.target().maxRequestBytes());
    CheckContext context =
        new CheckContext(
            ends.source(),
            ends.target(),
            settings.link().keys(),
            classifier,
            limits,
            new ServiceTiming(time, new SplittableRandom()),
            given.rules());
    Duration fullEvery = given.fullEvery().isZero() ? NEVER : given.fullEvery();
    Checker checker = new Checker(context, fullEvery);
    Explaining explaining =
        new Explaining(
            ends,
            settings.link().keys(),
            classifier,
            settings.target().maxRequestBytes(),
            given.explainMax(),
            given.explainPatience(),
            System::nanoTime);
    Spool.clear(given.spoolDir());
    return new CheckRuns(
        (request, sink) -> ends.checks().during(() -> checker.check(request, sink)),
        explaining::explain,
        given.spoolDir(),
        results::fire,
        beside);
  }

  void close(@Disposes CheckRuns runs) {
    runs.close();
  }
}
