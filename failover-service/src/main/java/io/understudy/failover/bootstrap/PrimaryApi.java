package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.failover.bootstrap.BootstrapException.Kind;
import io.understudy.failover.bootstrap.BootstrapSettings.CaSecret;
import io.understudy.service.kubernetes.NamedServerTrust;
import io.understudy.service.settings.HostPort;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.TrustManager;
import org.bouncycastle.cert.X509CertificateHolder;

/** The primary's API servers at its VIP, whose certificate is always verified. */
final class PrimaryApi {

  private final HostPort address;
  private final String token;
  private final String tokenFrom;
  private final List<X509CertificateHolder> authorities;
  private final Duration timeout;

  /**
   * @param tokenFrom for messages: where the token is from
   * @param authorities CAs that its certificate may be of
   * @param timeout of a connection and of each call
   */
  PrimaryApi(
      HostPort address,
      String token,
      String tokenFrom,
      List<X509CertificateHolder> authorities,
      Duration timeout) {
    this.address = address;
    this.token = token;
    this.tokenFrom = tokenFrom;
    this.authorities = List.copyOf(authorities);
    this.timeout = timeout;
  }

  /**
   * The CA of its etcd.
   *
   * @throws BootstrapException if it cannot be had; says why and what to do
   */
  Authority etcdCa(CaSecret from, Instant now) {
    NamedServerTrust trust = new NamedServerTrust(GivenAuthorities.of(authorities), address.host());
    Secret secret;
    try (KubernetesClient client = client(trust)) {
      secret = client.secrets().inNamespace(from.namespace()).withName(from.name()).get();
    } catch (KubernetesClientException failure) {
      throw said(failure, trust, from);
    }
    String whose = "the primary's " + from;
    if (secret == null) {
      throw new BootstrapException(
          Kind.NO_CA,
          whose
              + " does not exist; make it there of the etcd's CA (docs/bootstrap.md), or say where"
              + " it is: bootstrap.etcdCa");
    }
    return Authority.of(
        SecretText.of(secret, from.certificateEntry(), whose, Kind.NO_CA),
        SecretText.of(secret, from.privateEntry(), whose, Kind.NO_CA),
        whose,
        Kind.NO_CA,
        now);
  }

  private KubernetesClient client(NamedServerTrust trust) {
    Config config = new ConfigBuilder(Config.empty()).build();
    config.setMasterUrl("https://" + address);
    config.setOauthToken(token);
    config.setConnectionTimeout((int) timeout.toMillis());
    config.setRequestTimeout((int) timeout.toMillis());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(http -> http.sslContext(null, new TrustManager[] {trust}))
        .build();
  }

  private BootstrapException said(
      KubernetesClientException failure, NamedServerTrust trust, CaSecret from) {
    String server = "the primary's API server https://" + address;
    if (trust.refused().isPresent()) {
      String trusted = String.valueOf(authorities.stream().map(ca -> ca.getSubject()).toList());
      return new BootstrapException(
          Kind.UNTRUSTED,
          server
              + " is not trusted: "
              + trust.refused().get()
              + ". Trusted are servers of the CA "
              + trusted
              + "; give the one of the primary's API servers (ca.crt in the token's Secret, or"
              + " bootstrap.primary), and make sure that "
              + address.host()
              + " is the primary's VIP and among the names in its certificate",
          failure);
    }
    return switch (failure.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          new BootstrapException(
              Kind.UNAUTHENTICATED,
              server
                  + " does not accept the token in "
                  + tokenFrom
                  + " (401): it has expired, was revoked, or is another cluster's; put a new one"
                  + " there (docs/bootstrap.md)",
              failure);
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new BootstrapException(
              Kind.FORBIDDEN,
              (server
                      + " does not let the token in %s read %s (403); its account needs, in a Role"
                      + " of the namespace %s there: {apiGroups: [\"\"], resources: [secrets],"
                      + " resourceNames: [%s], verbs: [get]} (docs/bootstrap.md)")
                  .formatted(tokenFrom, from, from.namespace(), from.name()),
              failure);
      default ->
          new BootstrapException(
              Kind.UNREACHABLE,
              server
                  + " could not be asked: "
                  + cause(failure)
                  + "; the VIP has to forward this port to the control-plane nodes",
              failure);
    };
  }

  private static String cause(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getClass().getSimpleName()
        + " "
        + Objects.requireNonNullElse(deepest.getMessage(), "");
  }
}
