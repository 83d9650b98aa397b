package io.understudy.service.access;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a caller shows.
 *
 * @param authorization the header as it is
 * @param certificate of the client, proved and verified by TLS
 * @param isEncrypted whether the call came by TLS
 */
public record Credentials(
    Optional<String> authorization, Optional<X509Certificate> certificate, boolean isEncrypted) {

  private static final String SCHEME = "Bearer ";

  /** Empty if there is none. */
  public Optional<String> bearer() {
    return authorization
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()).strip())
        .filter(token -> !token.isEmpty());
  }

  /** Never with a token. */
  @Override
  public String toString() {
    return "Credentials[bearer=" + bearer().isPresent() + ", tls=" + isEncrypted + "]";
  }
}
