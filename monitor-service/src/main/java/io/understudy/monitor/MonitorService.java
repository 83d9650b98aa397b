package io.understudy.monitor;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.understudy.core.scope.Classifier;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.monitor.settings.MonitorConfig;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.MonitorSettingsReader;
import io.understudy.service.api.TokenFile;
import io.understudy.service.encryption.EncryptionFiles;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.EncryptionSettings;
import io.understudy.service.settings.KubernetesSettings;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Makes of the settings what the monitor works with, and ends it with the application. */
@Singleton
public class MonitorService {

  private static final Logger LOG = Logger.getLogger(MonitorService.class);

  /** Bad settings are told here, before anything connects. */
  void start(@Observes StartupEvent event, MonitorSettings settings) {
    LOG.infof(
        "Watching link=%s source=%s target=%s holder=%s",
        settings.link().name(),
        settings.link().source().endpoints(),
        settings.link().target().endpoints(),
        settings.link().holder());
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
  TokenFile tokenFile(MonitorSettings settings) {
    return new TokenFile(settings.link().tokenFile());
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
