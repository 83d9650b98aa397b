package io.understudy.failover.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.cert.X509CertificateHolder;

/** Trust in given CAs alone, not in those that the system trusts. */
final class GivenAuthorities {

  private GivenAuthorities() {}

  /**
   * @throws IllegalArgumentException if no server can be trusted by them
   */
  static X509TrustManager of(List<X509CertificateHolder> authorities) {
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
      return first(managers.getTrustManagers());
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
}
