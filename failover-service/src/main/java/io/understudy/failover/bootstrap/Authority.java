package io.understudy.failover.bootstrap;

import io.understudy.failover.bootstrap.BootstrapException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/** The CA of an etcd, with its private key. What it says of itself never shows the key. */
final class Authority {

  private final String bundle;
  private final String keyText;
  private final X509CertificateHolder certificate;
  private final AsymmetricKeyParameter key;

  private Authority(
      String bundle,
      String keyText,
      X509CertificateHolder certificate,
      AsymmetricKeyParameter key) {
    this.bundle = bundle;
    this.keyText = keyText;
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Of PEM texts. While a CA is being replaced there may be several certificates; the one that the
   * key belongs to signs, and servers of all of them are trusted.
   *
   * @param of for messages: where the texts are from
   * @param kind of the exception
   * @throws BootstrapException if they cannot sign certificates now
   */
  static Authority of(String bundle, String keyText, String of, Kind kind, Instant now) {
    List<X509CertificateHolder> certificates;
    AsymmetricKeyParameter key;
    try {
      certificates = PemText.certificates(bundle);
      key = Keys.secret(PemText.key(keyText));
    } catch (IllegalArgumentException unusable) {
      throw new BootstrapException(
          kind, of + " holds " + unusable.getMessage() + "; put the etcd's CA and its key there");
    }
    X509CertificateHolder certificate =
        certificates.stream()
            .filter(one -> Keys.isPair(one.getSubjectPublicKeyInfo(), key))
            .findFirst()
            .orElseThrow(
                () ->
                    new BootstrapException(
                        kind,
                        of
                            + " holds a private key that is not the one of its certificate "
                            + certificates.getFirst().getSubject()));
    if (!isAuthority(certificate)) {
      throw new BootstrapException(
          kind,
          of
              + " holds the certificate "
              + certificate.getSubject()
              + ", which is not a CA's; put the etcd's CA there, not a certificate it signed");
    }
    if (!certificate.isValidOn(Date.from(now))) {
      throw new BootstrapException(
          kind,
          "the CA %s in %s is valid from %s to %s, not now (%s)"
              .formatted(
                  certificate.getSubject(),
                  of,
                  certificate.getNotBefore().toInstant(),
                  certificate.getNotAfter().toInstant(),
                  now));
    }
    return new Authority(bundle, keyText, certificate, key);
  }

  private static boolean isAuthority(X509CertificateHolder certificate) {
    return Optional.ofNullable(BasicConstraints.fromExtensions(certificate.getExtensions()))
        .map(BasicConstraints::isCA)
        .orElse(false);
  }

  /** PEM, the certificates of all CAs that its servers may be of. */
  String bundle() {
    return bundle;
  }

  /** PEM, its own certificate alone. */
  String own() {
    try {
      return PemText.write("CERTIFICATE", certificate.getEncoded());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** PEM, its private key. */
  String keyText() {
    return keyText;
  }

  X509CertificateHolder certificate() {
    return certificate;
  }

  AsymmetricKeyParameter key() {
    return key;
  }

  @Override
  public String toString() {
    return certificate.getSubject().toString();
  }
}
