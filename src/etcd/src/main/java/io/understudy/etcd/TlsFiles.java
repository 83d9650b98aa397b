package io.understudy.etcd;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * PEM files of an end that speaks TLS. They are read again for each new connection, so that new
 * ones need no restart.
 *
 * @param ca CAs that may have signed the members' certificates; without it those of the system
 * @param client what this process shows the members
 */
public record TlsFiles(Optional<Path> ca, Optional<Client> client) {

  /**
   * A certificate and its key.
   *
   * @param cert the certificate, then those between it and its CA, if any
   * @param key PKCS#8, PKCS#1 ({@code RSA PRIVATE KEY}) or SEC1 ({@code EC PRIVATE KEY}), not
   *     encrypted
   */
  public record Client(Path cert, Path key) {}

  /** The system's CAs, and no client certificate. */
  public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty());

  /**
   * @throws IllegalArgumentException if it cannot be read or holds no certificate; names the file
   */
  public static List<X509Certificate> certificates(Path file) {
    return Pem.certificates(file, Pem.read(file));
  }

  /**
   * @throws IllegalArgumentException if it cannot be read or holds no usable key; names the file
   */
  public static PrivateKey key(Path file) {
    return Pem.key(file, Pem.read(file));
  }

  /**
   * @throws IllegalArgumentException if the key is another certificate's; names both files
   */
  public static void requirePair(Client files) {
    Pem.requirePair(files, certificates(files.cert()).getFirst(), key(files.key()));
  }
}
