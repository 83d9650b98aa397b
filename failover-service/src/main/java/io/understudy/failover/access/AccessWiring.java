package io.understudy.failover.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.understudy.core.mirror.Timing;
import io.understudy.failover.audit.Audit;
import io.understudy.failover.kube.Clusters;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.access.Authority;
import io.understudy.service.access.KubernetesAuthority;
import io.understudy.service.access.KubernetesReviews;
import io.understudy.service.access.TokenFileAuthority;
import io.understudy.service.settings.BadSettingsException;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes what knows callers of the settings. */
@Singleton
public class AccessWiring {

  private static final Logger LOG = Logger.getLogger(AccessWiring.class);

  /** Bad settings, of the audit log too, are told here, before anything connects. */
  void start(
      @Observes StartupEvent event, AccessSettings access, FailoverSettings settings, Audit audit) {
    LOG.infof(
        "Callers are known by=%s auditKept=%b",
        access.mode().name().toLowerCase(Locale.ROOT), audit.isKept());
    if (access.mode() != AccessSettings.Mode.TOKEN_FILE
        && settings.link().tokenFile().isPresent()) {
      LOG.warn(
          "understudy.api.token-file is set and gives nobody a right; for that set"
              + " understudy.api.authorization=token-file");
    }
  }

  @Produces
  @Singleton
  AccessSettings settings(AccessConfig config, FailoverSettings settings) {
    try {
      return AccessSettings.read(config, settings.kubernetes().enabled());
    } catch (BadSettingsException bad) {
      throw new ConfigurationException(bad.getMessage());
    }
  }

  @Produces
  @Singleton
  Authority authority(
      AccessSettings access, FailoverSettings settings, Clusters clusters, Timing timing) {
    return switch (access.mode()) {
      case TOKEN_FILE -> new TokenFileAuthority(settings.link().tokenFile(), any -> true);
      case MTLS -> new CertificateAuthority(set(access.rightsFile()));
      case KUBERNETES ->
          new KubernetesAuthority(
              "failover-service",
              Optional.empty(),
              new KubernetesReviews(
                  () -> clusters.client(Clusters.HERE),
                  Optional.empty(),
                  Right.RESOURCE,
                  settings.link().namespace(),
                  settings.link().name()),
              access.reviews(),
              timing);
    };
  }

  private static Path set(Optional<Path> file) {
    return file.orElseThrow(() -> new IllegalStateException("checked with the settings"));
  }

  /** Has the https port ask for client certificates, where callers are known by them. */
  @Singleton
  public static class ClientCertificates implements HttpServerOptionsCustomizer {

    private final AccessSettings access;

    @Inject
    ClientCertificates(AccessSettings access) {
      this.access = access;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
      if (access.mode() == AccessSettings.Mode.MTLS) {
        // Not required: who only reads needs none.
        options.setClientAuth(ClientAuth.REQUEST);
        options.setTrustOptions(new PemTrustOptions().addCertPath(set(access.caFile()).toString()));
      }
    }
  }
}
