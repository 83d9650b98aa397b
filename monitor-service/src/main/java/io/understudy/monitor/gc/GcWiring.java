package io.understudy.monitor.gc;

import io.understudy.core.gc.GcLimits;
import io.understudy.core.gc.GcProof;
import io.understudy.core.scope.Classifier;
import io.understudy.monitor.Ends;
import io.understudy.monitor.settings.CheckSettings;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.time.ServiceTiming;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Makes what runs proofs; it reads as a check does. */
@Singleton
public class GcWiring {

  @Produces
  @Singleton
  GcRuns runs(MonitorSettings settings, Ends ends, Classifier classifier, InstantSource time) {
    CheckSettings check = settings.check();
    GcLimits defaults = GcLimits.defaults();
    GcLimits limits =
        new GcLimits(
            check.pageMaxKeys(),
            check.pageMaxBytes(),
            defaults.retries(),
            defaults.retryPause(),
            check.attempts(),
            GcSafetyResource.MAX_LIMIT,
            defaults.maxGroups());
    GcProof proof =
        new GcProof(
            ends.targetBehindChecks(),
            settings.link().keys(),
            classifier,
            new ServiceTiming(time, new SplittableRandom()),
            limits);
    return new GcRuns(proof::run);
  }

  void close(@Disposes GcRuns runs) {
    runs.close();
  }
}
