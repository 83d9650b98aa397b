package io.understudy.service.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How another service of this product is reached.
 *
 * @param property what its properties start with, for messages, for example {@code sync}
 * @param url without a slash at its end; empty if it is not configured
 * @param tokenFile holds the bearer token of its state-changing calls
 * @param timeout of one call
 */
public record RestSettings(
    String property, Optional<URI> url, Optional<Path> tokenFile, Duration timeout) {

  private static final int LEAST_MS = 100;
  private static final int MOST_MS = 600_000;

  /**
   * @param property without the prefix {@code understudy.}
   * @param problems takes what is wrong
   */
  public static RestSettings read(String property, RestConfig given, Problems problems) {
    Optional<String> url = given.url().map(String::strip).filter(text -> !text.isEmpty());
    return new RestSettings(
        property,
        problems.read(property + ".url", Optional.empty(), () -> url.map(RestSettings::address)),
        SecretFile.read(property + ".token-file", given.tokenFile(), "token", problems),
        problems.millis(property + ".timeout-ms", given.timeoutMs(), LEAST_MS, MOST_MS));
  }

  /**
   * One address of a service.
   *
   * @param problems takes what is wrong; then it is empty
   */
  public static Optional<URI> address(String property, String text, Problems problems) {
    return problems.read(property, Optional.empty(), () -> Optional.of(address(text)));
  }

  private static URI address(String text) {
    URI uri;
    try {
      uri = new URI(text.replaceAll("/+$", ""));
    } catch (URISyntaxException bad) {
      throw notAnAddress(text);
    }
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean isBare =
        uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
    if (!isHttp || uri.getHost() == null || !isBare) {
      throw notAnAddress(text);
    }
    return uri;
  }

  private static IllegalArgumentException notAnAddress(String text) {
    String shown = text.contains("@") ? "an address with a user" : "'" + text + "'";
    return new IllegalArgumentException(
        shown + " is no address of a service; write http://host:port or https://host:port");
  }
}
