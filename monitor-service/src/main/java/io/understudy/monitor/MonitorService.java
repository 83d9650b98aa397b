package io.understudy.monitor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.understudy.core.mirror.Timing;
import io.understudy.core.scope.Classifier;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.monitor.dashboard.PassedOn;
import io.understudy.monitor.settings.ApiConfig;
import io.understudy.monitor.settings.MonitorConfig;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.MonitorSettingsReader;
import io.understudy.service.access.CallGuard;
import io.understudy.service.access.Denials;
import io.understudy.service.access.GuardSettings;
import io.understudy.service.access.MirrorGuard;
import io.understudy.service.encryption.EncryptionFiles;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.EncryptionSettings;
import io.understudy.service.settings.KubernetesSettings;
import io.understudy.service.settings.LinkSettings;
import io.understudy.service.time.ServiceTiming;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.jboss.logging.Logger;

/** Makes of the settings what the monitor works with, and ends it with the application. */
@Singleton
public class MonitorService {

  private static final Logger LOG = Logger.getLogger(MonitorService.class);

  /** Bad settings are told here, before anything connects. */
  void start(@Observes StartupEvent event, MonitorSettings settings, GuardSettings access) {
    LOG.infof(
        "Watching link=%s source=%s target=%s holder=%s",
        settings.link().name(),
        settings.link().source().endpoints(),
        settings.link().target().endpoints(),
        settings.link().holder());
    LOG.infof("Callers are known by=%s", access.by(settings.link().tokenFile()));
  }

  @Produces
  @Singleton
  MonitorSettings settings(MonitorConfig config) {
    try {
      return MonitorSettingsReader.read(config);
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  @Produces
  @Singleton
  GuardSettings access(ApiConfig config, MonitorSettings settings) {
    try {
      return GuardSettings.read(config, settings.kubernetes().enabled());
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  @Produces
  @Singleton
  CallGuard guard(
      GuardSettings access,
      MonitorSettings settings,
      Instance<KubernetesClient> client,
      InstantSource time,
      Denials denials) {
    LinkSettings link = settings.link();
    MirrorGuard.Place place =
        new MirrorGuard.Place("monitor-service", link.namespace(), link.name());
    Timing timing = new ServiceTiming(time, new SplittableRandom());
    CallGuard own =
        new MirrorGuard(
            MirrorGuard.authority(access, place, link.tokenFile(), client::get, timing),
            MonitorCalls::needed,
            denials);
    return new PassedOn(own, denials);
  }

  @Produces
  @Singleton
  KubernetesSettings kubernetes(MonitorSettings settings) {
    return settings.kubernetes();
  }

  @Produces
  @Singleton
  InstantSource time() {
    return InstantSource.system();
  }

  /** Connects when first used. */
  @Produces
  @Singleton
  Ends ends(MonitorSettings settings) {
    return new Ends(
        GrpcEtcd.connect(settings.link().source()), GrpcEtcd.connect(settings.link().target()));
  }

  void close(@Disposes Ends ends) {
    ends.source().close();
    ends.target().close();
  }

  /** The files log by themselves what becomes of them. */
  @Produces
  @Singleton
  Classifier classifier(MonitorSettings settings, InstantSource time) {
    EncryptionSettings files = settings.link().encryption();
    return new Classifier(
        settings.link().rules(),
        new EncryptionFiles(files.source(), files.target(), files.recheck(), time, trouble -> {}));
  }
}
