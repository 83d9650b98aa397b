package io.understudy.sync;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.understudy.core.mirror.Timing;
import io.understudy.service.access.CallGuard;
import io.understudy.service.access.Denials;
import io.understudy.service.access.GuardSettings;
import io.understudy.service.access.MirrorGuard;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.KubernetesSettings;
import io.understudy.service.time.ServiceTiming;
import io.understudy.sync.api.SyncCalls;
import io.understudy.sync.kubernetes.KubernetesSide;
import io.understudy.sync.replica.Replica;
import io.understudy.sync.settings.ApiConfig;
import io.understudy.sync.settings.Settings;
import io.understudy.sync.settings.SettingsReader;
import io.understudy.sync.settings.SyncConfig;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.jboss.logging.Logger;

/** Starts and stops this process's replica with the application. */
@Singleton
public class SyncService {

  private static final Logger LOG = Logger.getLogger(SyncService.class);

  @Produces
  @Singleton
  Settings settings(SyncConfig config) {
    try {
      return SettingsReader.read(config);
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  @Produces
  @Singleton
  GuardSettings access(ApiConfig config, Settings settings) {
    try {
      return GuardSettings.read(config, settings.kubernetes().enabled());
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  @Produces
  @Singleton
  CallGuard guard(
      GuardSettings access, Settings settings, Instance<KubernetesClient> client, Denials denials) {
    MirrorGuard.Place place =
        new MirrorGuard.Place("sync-service", settings.kubernetes().namespace(), settings.link());
    Timing timing = new ServiceTiming(InstantSource.system(), new SplittableRandom());
    return new MirrorGuard(
        MirrorGuard.authority(access, place, settings.tokenFile(), client::get, timing),
        SyncCalls::needed,
        denials);
  }

  @Produces
  @Singleton
  KubernetesSettings kubernetes(Settings settings) {
    return settings.kubernetes();
  }

  @Produces
  @Singleton
  Replica replica(Settings settings) {
    return new Replica(settings, InstantSource.system(), new SplittableRandom());
  }

  void start(
      @Observes StartupEvent event,
      Settings settings,
      GuardSettings access,
      Replica replica,
      KubernetesSide kubernetes,
      Scheduler scheduler) {
    LOG.infof("Callers are known by=%s", access.by(settings.tokenFile()));
    kubernetes.start();
    replica.start();
    sample(scheduler, settings, "source", () -> replica.sampler().sampleSource());
    sample(scheduler, settings, "target", () -> replica.sampler().sampleTarget());
  }

  void stop(@Observes ShutdownEvent event, Replica replica, KubernetesSide kubernetes) {
    replica.close();
    kubernetes.close();
  }

  private static void sample(
      Scheduler scheduler, Settings settings, String end, Runnable sampling) {
    scheduler
        .newJob("sample-" + end)
        .setInterval(settings.sampleInterval().toMillis() + "ms")
        .setConcurrentExecution(ConcurrentExecution.SKIP)
        .setTask(execution -> sampling.run())
        .schedule();
  }
}
