package io.understudy.failover.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** An {@code http} or {@code https} URL that a runbook names. */
public record WebAddress(URI uri) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65_535;

  /**
   * @throws IllegalArgumentException if it cannot be called; the message does not repeat it, as it
   *     may hold a password
   */
  public static WebAddress of(String text) {
    try {
      URI uri = new URI(text);
      String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw new IllegalArgumentException(
            "it does not begin with http:// or https://; write, for example,"
                + " https://platform.example.com/");
      }
      if (uri.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "it holds a user or password, which would show in plans; leave them out");
      }
      if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
        throw new IllegalArgumentException(
            "it has no host, or a port that is none; write, for example, https://hook.example.com/");
      }
      return new WebAddress(uri);
    } catch (URISyntaxException bad) {
      throw new IllegalArgumentException(
          "it is no URL (" + bad.getReason() + " at character " + (bad.getIndex() + 1) + ")", bad);
    }
  }

  public boolean isTls() {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  /** A name or a number, that of IPv6 without its brackets. */
  public String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  public int port() {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return isTls() ? HTTPS_PORT : HTTP_PORT;
  }

  /** What is asked for at the host. */
  String target() {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /** Without its query, which may hold a token. */
  public String shown() {
    return uri.getScheme()
        + "://"
        + uri.getRawAuthority()
        + Optional.ofNullable(uri.getRawPath()).orElse("");
  }
}
