package io.understudy.failover.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Makes client certificates, each with a new key. */
final class Signing {

  /** The clocks of both sites may differ by so much. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;

  private Signing() {}

  /**
   * @param subject common name, which etcd takes for its user
   * @param lifetime shorter if the CA ends before
   */
  static Pair sign(
      Authority authority, String subject, Duration lifetime, Instant now, SecureRandom random) {
    AsymmetricCipherKeyPair keys = Keys.generate(random);
    X509CertificateHolder ca = authority.certificate();
    Instant end = earlier(now.plus(lifetime), ca.getNotAfter().toInstant());
    try {
      SubjectPublicKeyInfo open =
          SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic());
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              ca.getSubject(),
              new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
              Date.from(now.minus(SKEW)),
              Date.from(end),
              new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, subject).build(),
              open);
      BcX509ExtensionUtils ids = new BcX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
          .addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(open))
          .addExtension(
              Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(ca));
      X509CertificateHolder signed = builder.build(Keys.signer(authority.key(), random));
      return new Pair(
          PemText.write("CERTIFICATE", signed.getEncoded()),
          PemText.write(
              "PRIVATE KEY",
              PrivateKeyInfoFactory.createPrivateKeyInfo(keys.getPrivate()).getEncoded()),
          authority.bundle());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
