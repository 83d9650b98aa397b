package io.understudy.service.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.understudy.core.port.EtcdException;
import io.understudy.service.settings.SiteApiSettings;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The API servers of one site, each with a client of its own: behind a common address nobody knows
 * which one answers. Clients are made when they are first needed, and closed when their server is
 * not listed any more. Safe for use by several threads.
 */
public final class ApiServers implements AutoCloseable {

  private final SiteApiSettings settings;
  private final Optional<ApiClient> own;
  private final Supplier<Set<String>> finder;
  private final Duration timeout;
  private final Map<String, KubernetesClient> clients = new TreeMap<>();
  private @Nullable KubernetesClient common;

  /**
   * @param own a client of the cluster this process runs in, if that is the site and may be used
   * @param finder finds the servers' addresses, as host and port, if none are configured; may throw
   *     {@link EtcdException}
   * @param timeout of each connection and of each call
   */
  public ApiServers(
      SiteApiSettings settings,
      Optional<ApiClient> own,
      Supplier<Set<String>> finder,
      Duration timeout) {
    this.settings = settings;
    this.own = own;
    this.finder = finder;
    this.timeout = timeout;
  }

  /**
   * One of them.
   *
   * @param address host and port
   * @param client reaches this server and no other, and verifies that its certificate names what
   *     the certificates of all of them must; its calls fail at once, as they are made again anyway
   */
  public record Server(String address, KubernetesClient client) {}

  /**
   * What is known of them.
   *
   * @param servers never empty; if they cannot be listed, the one address that was given for all
   * @param unlisted why they cannot be listed, empty if they are
   */
  public record Listed(List<Server> servers, String unlisted) {}

  /**
   * Lists them anew, and opens a client to each.
   *
   * @throws KubernetesClientException if there is no access, or it cannot be used; says why
   */
  public synchronized Listed list() {
    ApiAccess access = ApiAccess.of(settings, own);
    if (!settings.servers().isEmpty()) {
      return new Listed(open(settings.servers()), "");
    }
    String unlisted = "none is on record in its etcd";
    try {
      Set<String> found = finder.get();
      if (!found.isEmpty()) {
        return new Listed(open(found), "");
      }
    } catch (EtcdException silent) {
      unlisted = String.valueOf(silent.getMessage());
    }
    return new Listed(open(List.of(address(access.config()))), unlisted);
  }

  /**
   * A client of the address that is given for all of them, for what any one may answer.
   *
   * @throws KubernetesClientException if there is no access, or it cannot be used; says why
   */
  public synchronized KubernetesClient common() {
    KubernetesClient client = common;
    if (client == null) {
      client = client(address(ApiAccess.of(settings, own).config()));
      common = client;
    }
    return client;
  }

  /** As it is given for all of them. */
  private static String address(Config config) {
    URI url = URI.create(config.getMasterUrl());
    int implied = "https".equals(url.getScheme()) ? 443 : 80;
    return url.getHost() + ":" + (url.getPort() < 0 ? implied : url.getPort());
  }

  private List<Server> open(Collection<String> addresses) {
    clients
        .entrySet()
        .removeIf(
            open -> {
              boolean gone = !addresses.contains(open.getKey());
              if (gone) {
                open.getValue().close();
              }
              return gone;
            });
    Map<String, Server> servers = new LinkedHashMap<>();
    for (String address : addresses) {
      KubernetesClient client = clients.computeIfAbsent(address, this::client);
      servers.put(address, new Server(address, client));
    }
    return List.copyOf(servers.values());
  }

  private KubernetesClient client(String address) {
    ApiAccess access = ApiAccess.of(settings, own);
    Config config = access.config();
    URI given = URI.create(config.getMasterUrl());
    String path = given.getRawPath() == null ? "" : given.getRawPath();
    config.setMasterUrl(given.getScheme() + "://" + address + path);
    int millis = (int) timeout.toMillis();
    config.setConnectionTimeout(millis);
    config.setRequestTimeout(millis);
    config.setRequestRetryBackoffLimit(0);
    KubernetesClientBuilder builder = new KubernetesClientBuilder().withConfig(config);
    if ("https".equals(given.getScheme()) && !config.isTrustCerts()) {
      KeyManager[] keys = keyManagers(config);
      TrustManager[] trust = trusting(config, access.serverName());
      builder.withHttpClientBuilderConsumer(http -> http.sslContext(keys, trust));
    }
    return builder.build();
  }

  private static KeyManager[] keyManagers(Config config) {
    try {
      return SSLUtils.keyManagers(config);
    } catch (GeneralSecurityException | IOException unusable) {
      throw new KubernetesClientException("the client certificate cannot be used", unusable);
    }
  }

  private static TrustManager[] trusting(Config config, String name) {
    try {
      for (TrustManager manager : SSLUtils.trustManagers(config)) {
        if (manager instanceof X509TrustManager authorities) {
          return new TrustManager[] {new NamedServerTrust(authorities, name)};
        }
      }
      throw new KubernetesClientException("there is no CA to trust");
    } catch (GeneralSecurityException | IOException unusable) {
      throw new KubernetesClientException("the CA certificate cannot be used", unusable);
    }
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(KubernetesClient::close);
    clients.clear();
    if (common != null) {
      common.close();
      common = null;
    }
  }
}
