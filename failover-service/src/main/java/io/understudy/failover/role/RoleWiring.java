package io.understudy.failover.role;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.understudy.core.failover.truth.SiteReader;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.kubernetes.EventSender;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.site.OtherSite;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes what compares roles, and has it done again and again. */
@Singleton
public class RoleWiring {

  private static final String JOB = "role";

  /** Bad settings are told here, before anything connects. */
  void start(
      @Observes StartupEvent event, RoleSettings settings, RoleWatch watch, Scheduler scheduler) {
    scheduler
        .newJob(JOB)
        .setInterval(settings.every().toSeconds() + "s")
        .setConcurrentExecution(ConcurrentExecution.SKIP)
        .setTask(execution -> watch.look())
        .schedule();
  }

  @Produces
  @Singleton
  RoleSettings settings(RoleConfig config, FailoverSettings settings) {
    try {
      return RoleSettings.read(config, settings);
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  @Produces
  @Singleton
  RoleWatch watch(
      RoleSettings settings,
      FailoverSettings all,
      Ends ends,
      OtherSite peer,
      InstantSource time,
      EventSender events) {
    SiteReader reader = new SiteReader(all.link().keys(), all.link().name());
    RoleLook look = new RoleLook(settings, ends, reader, peer, time);
    return new RoleWatch(look::look, events::tell, time);
  }
}
