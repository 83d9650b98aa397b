package io.understudy.monitor.readiness;

import io.understudy.core.readiness.Facts;
import io.understudy.etcd.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates that servers show and files hold. None is trusted: nothing is sent to a server. */
final class Certificates {

  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private final Duration timeout;

  Certificates(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * @param endpoint {@code https://host:port}
   * @throws NoAnswerException if it shows none
   */
  Facts.Certificate shownBy(String endpoint) {
    URI uri = URI.create(endpoint);
    Taker taker = new Taker();
    try (Socket plain = new Socket()) {
      plain.connect(
          new InetSocketAddress(uri.getHost().replaceAll("^\\[|\\]$", ""), uri.getPort()),
          (int) timeout.toMillis());
      plain.setSoTimeout((int) timeout.toMillis());
      shake(plain, uri, taker);
    } catch (IOException | GeneralSecurityException failure) {
      // A server that wants a client certificate refuses after it has shown its own.
      if (taker.shown == null) {
        throw new NoAnswerException("shows no certificate: " + failure.getClass().getSimpleName());
      }
    }
    X509Certificate shown = taker.shown;
    if (shown == null) {
      throw new NoAnswerException("shows no certificate");
    }
    return read(shown);
  }

  private static void shake(Socket plain, URI uri, Taker taker)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {taker}, null);
    try (SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, uri.getHost(), uri.getPort(), false)) {
      tls.startHandshake();
    }
  }

  /**
   * The first of a file, which is the one that is shown.
   *
   * @throws IllegalArgumentException if it cannot be read; names the file
   */
  static Facts.Certificate in(Path file) {
    return read(TlsFiles.certificates(file).getFirst());
  }

  private static Facts.Certificate read(X509Certificate certificate) {
    return new Facts.Certificate(
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        names(certificate));
  }

  private static Set<String> names(X509Certificate certificate) {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        Object kind = name.get(0);
        if (kind instanceof Integer number && (number == DNS_NAME || number == ADDRESS)) {
          names.add(canonical(String.valueOf(name.get(1))));
        }
      }
    } catch (CertificateParsingException damaged) {
      throw new NoAnswerException("shows a certificate with damaged names");
    }
    return names;
  }

  /** Addresses in the one way that Java writes them, names in lower case. */
  static String canonical(String name) {
    boolean isAddress = name.contains(":") || name.matches("[0-9]+(\\.[0-9]+){3}");
    if (!isAddress) {
      return name.toLowerCase(Locale.ROOT);
    }
    try {
      return InetAddress.getByName(name).getHostAddress();
    } catch (UnknownHostException notOne) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  /** Takes what is shown, and ends the handshake there. */
  private static final class Taker extends X509ExtendedTrustManager {

    private volatile @Nullable X509Certificate shown;

    private void take(X509Certificate[] chain) {
      shown = chain[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      take(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      take(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      take(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new IllegalStateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new IllegalStateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new IllegalStateException("this is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
