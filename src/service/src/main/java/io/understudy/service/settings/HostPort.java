package io.understudy.service.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port of it.
 *
 * @param host a name or an address, one of IPv6 without brackets
 */
public record HostPort(String host, int port) {

  private static final int PORT_MAX = 65_535;

  /** A bare address of IPv6, or a host with or without brackets, then perhaps a port. */
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<bare>[0-9A-Fa-f]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)"
              + "|(?:\\[(?<v6>[0-9A-Fa-f:.]+)\\]|(?<name>[A-Za-z0-9][-A-Za-z0-9.]*))"
              + "(?::(?<port>[0-9]{1,5}))?");

  /**
   * @param port if the text has none
   * @throws IllegalArgumentException if it is not a host with or without a port
   */
  public static HostPort parse(String text, int port) {
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no host; write host, host:port or [IPv6 address]:port");
    }
    String given = parts.group("port");
    int number = given == null ? port : Integer.parseInt(given);
    if (number < 1 || number > PORT_MAX) {
      throw new IllegalArgumentException("'" + text + "' has no port from 1 to " + PORT_MAX);
    }
    String bare = parts.group("bare") == null ? parts.group("v6") : parts.group("bare");
    return new HostPort(bare == null ? parts.group("name") : bare, number);
  }

  /** As in a URL: {@code host:port}, {@code [IPv6 address]:port}. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
