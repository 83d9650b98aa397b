package io.understudy.failover.dns;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a DNS server listens.
 *
 * @param host name or address
 */
record ServerAddress(String host, int port) {

  static final int DNS_PORT = 53;

  private static final Pattern BRACKETED = Pattern.compile("\\[([^]]+)](?::(\\d{1,5}))?");
  private static final Pattern PLAIN = Pattern.compile("([^\\s:\\[\\]]+)(?::(\\d{1,5}))?");

  /**
   * @param text {@code host}, {@code host:port}, an IPv6 address, or {@code [IPv6]:port}
   * @throws IllegalArgumentException if it is none of them
   */
  static ServerAddress read(String text) {
    if (IpAddress.read(text).isPresent()) {
      return new ServerAddress(text, DNS_PORT);
    }
    Matcher bracketed = BRACKETED.matcher(text);
    Matcher found = bracketed.matches() ? bracketed : PLAIN.matcher(text);
    if (!found.matches()) {
      throw bad(text);
    }
    int port = found.group(2) == null ? DNS_PORT : Integer.parseInt(found.group(2));
    if (port < 1 || port > 65_535) {
      throw bad(text);
    }
    return new ServerAddress(found.group(1), port);
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is no server; write host, host:port or [IPv6 address]:port");
  }

  String text() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
