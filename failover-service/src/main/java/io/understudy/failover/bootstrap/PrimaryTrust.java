package io.understudy.failover.bootstrap;

import io.understudy.service.kubernetes.NamedServerTrust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Trusts servers of given CAs alone, not those that the system trusts, and only under the name that
 * they were reached at. Remembers whom it refused.
 */
final class PrimaryTrust extends X509ExtendedTrustManager {

  private final NamedServerTrust trust;
  private volatile @Nullable String refused;

  /**
   * @param host an address without brackets, or a name
   * @throws IllegalArgumentException if no server can be trusted by it
   */
  PrimaryTrust(List<X509CertificateHolder> authorities, String host) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (X509CertificateHolder one : authorities) {
        store.setCertificateEntry(
            "ca" + store.size(),
            factory.generateCertificate(new ByteArrayInputStream(one.getEncoded())));
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      this.trust = new NamedServerTrust(first(managers.getTrustManagers()), host);
    } catch (GeneralSecurityException | IOException unusable) {
      throw new IllegalArgumentException("a certificate that cannot be used", unusable);
    }
  }

  private static X509TrustManager first(TrustManager[] managers) {
    for (TrustManager one : managers) {
      if (one instanceof X509TrustManager manager) {
        return manager;
      }
    }
    throw new IllegalStateException("this Java knows no X.509");
  }

  /** Whose certificate was refused last and why. */
  Optional<String> refused() {
    return Optional.ofNullable(refused);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      trust.checkServerTrusted(chain, authType);
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
    trust.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    trust.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    trust.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
