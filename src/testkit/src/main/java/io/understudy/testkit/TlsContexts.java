package io.understudy.testkit;

import io.understudy.etcd.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What the JDK's own clients and servers need for TLS, from files. */
final class TlsContexts {

  private static final char[] NO_PASSWORD = new char[0];

  private TlsContexts() {}

  /**
   * @param shown what it shows the other end
   * @param trusted CAs, PEM; the system's if empty
   */
  static SSLContext of(Optional<TestCa.Issued> shown, Optional<Path> trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          shown.isPresent() ? showing(shown.get()) : null,
          trusted.isPresent() ? trusting(trusted.get()) : null,
          null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException(
          "cannot show " + shown + " and trust " + trusted.orElse(null), failure);
    }
  }

  private static KeyManager @Nullable [] showing(TestCa.Issued shown)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "it",
        TlsFiles.key(shown.key()),
        NO_PASSWORD,
        TlsFiles.certificates(shown.cert()).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trusting(Path trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    for (X509Certificate certificate : TlsFiles.certificates(trusted)) {
      store.setCertificateEntry(certificate.getSerialNumber().toString(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, NO_PASSWORD);
    return store;
  }
}
