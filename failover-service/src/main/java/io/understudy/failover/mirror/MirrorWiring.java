package io.understudy.failover.mirror;

import io.understudy.core.mirror.Timing;
import io.understudy.core.scope.Classifier;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.encryption.EncryptionFiles;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.EncryptionSettings;
import io.understudy.service.site.OtherSite;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Makes what the mirror's steps share. */
@Singleton
public class MirrorWiring {

  private static final Logger LOG = Logger.getLogger(MirrorWiring.class);

  @Produces
  @Singleton
  MirrorSite site(
      FailoverSettings settings,
      Ends ends,
      Timing timing,
      InstantSource time,
      @Named("sync") RestClient sync,
      @Named("monitor") RestClient monitor,
      OtherSite other) {
    EncryptionSettings files = settings.link().encryption();
    EncryptionFiles encryption =
        new EncryptionFiles(
            files.source(),
            files.target(),
            files.recheck(),
            time,
            why -> {
              if (why != null) {
                LOG.warnf("An encryption configuration cannot be used reason=\"%s\"", why);
              }
            });
    return new MirrorSite(
        ends,
        settings.link().keys(),
        settings.link().holder(),
        new Classifier(settings.link().rules(), encryption),
        timing,
        sync,
        monitor,
        settings.syncReplicas(),
        other,
        settings.promotion());
  }
}
