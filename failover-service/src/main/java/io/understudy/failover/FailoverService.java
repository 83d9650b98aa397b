package io.understudy.failover;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.understudy.core.failover.Runbook;
import io.understudy.core.failover.RunbookException;
import io.understudy.core.mirror.Timing;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.failover.settings.FailoverConfig;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.settings.FailoverSettingsReader;
import io.understudy.failover.step.Steps;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.KubernetesSettings;
import io.understudy.service.time.ServiceTiming;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.jboss.logging.Logger;

/** Makes of the settings what the service works with, and ends it with the application. */
@Singleton
public class FailoverService {

  private static final Logger LOG = Logger.getLogger(FailoverService.class);

  /** Bad settings and a bad runbook are told here, before anything connects. */
  void start(@Observes StartupEvent event, FailoverSettings settings, RunbookInForce runbook) {
    LOG.infof(
        "Standing by link=%s site=%s peer=%s runbook=%s steps=%d holder=%s",
        settings.link().name(),
        settings.site(),
        settings.peer(),
        runbook.name(),
        runbook.runbook().steps().size(),
        settings.link().holder());
  }

  @Produces
  @Singleton
  FailoverSettings settings(FailoverConfig config) {
    try {
      return FailoverSettingsReader.read(config);
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  @Produces
  @Singleton
  RunbookInForce runbook(FailoverSettings settings, Steps steps) {
    try {
      String text = RunbookInForce.text(settings.runbookFile());
      String name = settings.runbookFile().orElse(RunbookInForce.DEFAULT);
      Runbook runbook = Runbook.parse(text, name, steps.types(), settings.variables());
      return new RunbookInForce(name, text, runbook);
    } catch (RunbookException | IllegalArgumentException bad) {
      throw new ConfigurationException("understudy.runbook-file: " + bad.getMessage());
    }
  }

  @Produces
  @Singleton
  KubernetesSettings kubernetes(FailoverSettings settings) {
    return settings.kubernetes();
  }

  @Produces
  @Singleton
  InstantSource time() {
    return InstantSource.system();
  }

  @Produces
  @Singleton
  Timing timing(InstantSource time) {
    return new ServiceTiming(time, new SplittableRandom());
  }

  @Produces
  @Singleton
  @Named("sync")
  RestClient sync(FailoverSettings settings) {
    return new RestClient("sync-service", settings.sync());
  }

  @Produces
  @Singleton
  @Named("monitor")
  RestClient monitor(FailoverSettings settings) {
    return new RestClient("monitor-service", settings.monitor());
  }

  /** Connects when first used. */
  @Produces
  @Singleton
  Ends ends(FailoverSettings settings) {
    return new Ends(
        GrpcEtcd.connect(settings.link().source()), GrpcEtcd.connect(settings.link().target()));
  }

  void close(@Disposes Ends ends) {
    ends.source().close();
    ends.target().close();
  }
}
