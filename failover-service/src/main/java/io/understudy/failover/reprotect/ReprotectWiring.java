package io.understudy.failover.reprotect;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.understudy.core.check.CheckContext;
import io.understudy.core.check.CheckLimits;
import io.understudy.core.mirror.Timing;
import io.understudy.core.orphan.OrphanFinder;
import io.understudy.core.scope.Classifier;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.encryption.EncryptionFiles;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.EncryptionSettings;
import io.understudy.service.site.OtherSite;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Makes what lists orphans and reaches the other site. */
@Singleton
public class ReprotectWiring {

  private static final int KEYS_AT_ONCE = 64;
  private static final int RETRIES = 4;
  private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

  /** Bad settings are told here, before anything connects. */
  void start(@Observes StartupEvent event, OrphanSettings settings) {
    OrphanSpool.clear(settings.spoolDir());
  }

  @Produces
  @Singleton
  OrphanSettings settings(OrphansConfig config, PeerSyncConfig peer) {
    try {
      return OrphanSettings.read(config, peer);
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  @Produces
  @Singleton
  @Named("peer-sync")
  RestClient peerSync(OrphanSettings settings) {
    return new RestClient("sync-service of the other site", settings.peerSync());
  }

  @Produces
  @Singleton
  OtherSite otherSite(@Named("peer-sync") RestClient peerSync, FailoverSettings settings) {
    return new OtherSite(peerSync, settings.link().name());
  }

  @Produces
  @Singleton
  OrphanDesk desk(
      FailoverSettings settings,
      OrphanSettings orphans,
      Ends ends,
      Timing timing,
      InstantSource time) {
    EncryptionSettings files = settings.link().encryption();
    Classifier classifier =
        new Classifier(
            settings.link().rules(),
            new EncryptionFiles(
                files.source(), files.target(), files.recheck(), time, trouble -> {}));
    CheckLimits limits =
        new CheckLimits(
            orphans.pageMaxKeys(),
            orphans.pageMaxBytes(),
            KEYS_AT_ONCE,
            orphans.attempts(),
            RETRIES,
            RETRY_PAUSE,
            0,
            settings.target().maxRequestBytes());
    CheckContext context =
        new CheckContext(
            ends.source(), ends.target(), settings.link().keys(), classifier, limits, timing);
    return new OrphanDesk(new OrphanFinder(context)::find, orphans);
  }
}
