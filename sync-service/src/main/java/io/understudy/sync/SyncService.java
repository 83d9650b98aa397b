package io.understudy.sync;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.understudy.service.api.TokenFile;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.KubernetesSettings;
import io.understudy.sync.kubernetes.KubernetesSide;
import io.understudy.sync.replica.Replica;
import io.understudy.sync.settings.Settings;
import io.understudy.sync.settings.SettingsReader;
import io.understudy.sync.settings.SyncConfig;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Starts and stops this process's replica with the application. */
@Singleton
public class SyncService {

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
  TokenFile tokenFile(Settings settings) {
    return new TokenFile(settings.tokenFile());
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
      Replica replica,
      KubernetesSide kubernetes,
      Scheduler scheduler) {
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
