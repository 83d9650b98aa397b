package io.understudy.service.kubernetes;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a server whose certificate some CA has signed for one name, whatever address it was
 * reached at: each API server behind a common address shows a certificate that names that address.
 * Only the name itself counts, no wildcard and no common name. Remembers whom it refused.
 */
public final class NamedServerTrust extends X509ExtendedTrustManager {

  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private final X509TrustManager authorities;
  private final String name;
  private final X509CertSelector named = new X509CertSelector();
  private volatile @Nullable String refused;

  /**
   * @param authorities says whose signatures count
   * @param name a DNS name, or an address without brackets
   * @throws IllegalArgumentException if no certificate can have that name
   */
  public NamedServerTrust(X509TrustManager authorities, String name) {
    this.authorities = authorities;
    this.name = name;
    boolean isAddress = name.contains(":") || name.matches("[0-9]+(\\.[0-9]+){3}");
    try {
      named.addSubjectAlternativeName(
          isAddress ? ADDRESS : DNS_NAME, name.toLowerCase(Locale.ROOT));
    } catch (IOException unusable) {
      throw new IllegalArgumentException("'" + name + "' is no name of a server", unusable);
    }
  }

  /** Whose certificate was refused last and why. */
  public Optional<String> refused() {
    return Optional.ofNullable(refused);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      judge(chain, authType);
    } catch (CertificateException untrusted) {
      X509Certificate shown = chain[0];
      refused =
          "it shows a certificate of %s, signed by %s, valid until %s: %s"
              .formatted(
                  shown.getSubjectX500Principal(),
                  shown.getIssuerX500Principal(),
                  shown.getNotAfter().toInstant(),
                  untrusted.getMessage());
      throw untrusted;
    }
  }

  /** By whom it is signed, and for whom. */
  private void judge(X509Certificate[] chain, String authType) throws CertificateException {
    authorities.checkServerTrusted(chain, authType);
    if (!named.match(chain[0])) {
      throw new CertificateException("its certificate does not name " + name);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("no client is expected here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
