package io.understudy.failover.web;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param at address that is asked in place of the one the URL's host resolves to
 * @param caFile PEM that its certificate must go back to; empty for the runtime's own
 * @param body JSON, posted; empty for a GET
 * @param timeout until the whole answer is there
 */
record WebRequest(
    WebAddress address,
    Optional<String> at,
    Optional<String> caFile,
    Map<String, String> headers,
    Optional<String> body,
    Duration timeout) {

  static WebRequest get(
      WebAddress address, Optional<String> at, Optional<String> caFile, Duration timeout) {
    return new WebRequest(address, at, caFile, Map.of(), Optional.empty(), timeout);
  }
}
