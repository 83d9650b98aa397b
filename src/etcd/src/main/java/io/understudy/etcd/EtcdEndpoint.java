package io.understudy.etcd;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where an etcd is and how patient to be with it.
 *
 * @param name what messages call it, for example {@code source} or {@code target}
 * @param endpoints client URLs of its members: {@code http://host:port}, {@code https://host:port}
 *     or {@code host:port} (plain); all plain or all TLS
 * @param tls files for {@code https}; without them the system's CAs are trusted
 * @param login whose rights the calls have; without it those of the client certificate, if any
 * @param callTimeout deadline of every call, the wait for a connection included
 * @param maxInboundBytes largest answer accepted; a larger one fails its call
 * @param watchBufferBytes a watch stops asking the server for more at this many bytes of keys and
 *     values; it holds at most one answer of the server (2 MiB, or one larger revision) beyond
 * @param watchBufferRevisions the same, counted in revisions
 */
public record EtcdEndpoint(
    String name,
    List<String> endpoints,
    Optional<TlsFiles> tls,
    Optional<Login> login,
    Duration callTimeout,
    int maxInboundBytes,
    int watchBufferBytes,
    int watchBufferRevisions) {

  private static final int MIB = 1024 * 1024;
  private static final String PLAIN = "http://";
  private static final String TLS = "https://";

  /**
   * @throws IllegalArgumentException if an endpoint has no host or port, if plain and TLS endpoints
   *     are mixed, if TLS files are given for plain ones, or if a bound is not positive
   */
  public EtcdEndpoint {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(name + ": no endpoint given; give at least one host:port");
    }
    long secure = endpoints.stream().filter(EtcdEndpoint::isSecure).count();
    if (secure != 0 && secure != endpoints.size()) {
      throw new IllegalArgumentException(
          name + ": endpoints mix http and https; use one of them for all: " + endpoints);
    }
    if (secure == 0 && tls.isPresent()) {
      throw new IllegalArgumentException(
          name + ": TLS files are given, but the endpoints are http; write https:// in them");
    }
    for (String endpoint : endpoints) {
      address(name, endpoint);
    }
    requirePositive(name, "callTimeout", callTimeout.toMillis());
    requirePositive(name, "maxInboundBytes", maxInboundBytes);
    requirePositive(name, "watchBufferBytes", watchBufferBytes);
    requirePositive(name, "watchBufferRevisions", watchBufferRevisions);
  }

  /** With a timeout of 5 s, answers of at most 16 MiB, and 8 MiB or 4,096 revisions a watch. */
  public static EtcdEndpoint of(String name, List<String> endpoints) {
    return new EtcdEndpoint(
        name,
        endpoints,
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(5),
        16 * MIB,
        8 * MIB,
        4096);
  }

  public EtcdEndpoint withCallTimeout(Duration timeout) {
    return new EtcdEndpoint(
        name,
        endpoints,
        tls,
        login,
        timeout,
        maxInboundBytes,
        watchBufferBytes,
        watchBufferRevisions);
  }

  public EtcdEndpoint withTls(TlsFiles files) {
    return new EtcdEndpoint(
        name,
        endpoints,
        Optional.of(files),
        login,
        callTimeout,
        maxInboundBytes,
        watchBufferBytes,
        watchBufferRevisions);
  }

  public EtcdEndpoint withLogin(Login user) {
    return new EtcdEndpoint(
        name,
        endpoints,
        tls,
        Optional.of(user),
        callTimeout,
        maxInboundBytes,
        watchBufferBytes,
        watchBufferRevisions);
  }

  public EtcdEndpoint withWatchBuffer(int bytes, int revisions) {
    return new EtcdEndpoint(
        name, endpoints, tls, login, callTimeout, maxInboundBytes, bytes, revisions);
  }

  /** For messages: the end, and the user that talks to it. */
  String label() {
    return login.map(user -> name + " as user '" + user.username() + "'").orElse(name);
  }

  boolean isTls() {
    return isSecure(endpoints.getFirst());
  }

  /** Each as {@code host:port}. */
  List<String> addresses() {
    return endpoints.stream().map(endpoint -> address(name, endpoint)).toList();
  }

  /** Each member by itself. */
  List<EtcdEndpoint> each() {
    return endpoints.stream()
        .map(
            member ->
                new EtcdEndpoint(
                    name,
                    List.of(member),
                    tls,
                    login,
                    callTimeout,
                    maxInboundBytes,
                    watchBufferBytes,
                    watchBufferRevisions))
        .toList();
  }

  private static boolean isSecure(String endpoint) {
    return endpoint.startsWith(TLS);
  }

  private static String address(String name, String endpoint) {
    String url = endpoint.contains("://") ? endpoint : PLAIN + endpoint;
    boolean known = url.startsWith(PLAIN) || url.startsWith(TLS);
    try {
      URI uri = URI.create(url);
      if (known && uri.getHost() != null && uri.getPort() > 0 && uri.getPath().length() <= 1) {
        return uri.getHost() + ":" + uri.getPort();
      }
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(unusable(name, endpoint), malformed);
    }
    throw new IllegalArgumentException(unusable(name, endpoint));
  }

  private static String unusable(String name, String endpoint) {
    return name
        + ": unusable endpoint '"
        + endpoint
        + "'; write http://host:port, https://host:port or host:port";
  }

  private static void requirePositive(String name, String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + what + " must be positive, not " + value);
    }
  }
}
