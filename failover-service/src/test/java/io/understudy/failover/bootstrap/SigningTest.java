package io.understudy.failover.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.failover.bootstrap.BootstrapException.Kind;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With CAs as kubeadm makes them, judged by the JDK. */
class SigningTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private static KeyPair keys(String algorithm, int size) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(size);
    return generator.generateKeyPair();
  }

  private static String authority(KeyPair keys, Instant end) throws Exception {
    X500Name name = new X500Name("CN=etcd-ca");
    X509CertificateHolder made =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(NOW.minus(Duration.ofDays(1))),
                Date.from(end),
                name,
                keys.getPublic())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .build(
                new JcaContentSignerBuilder(
                        keys.getPrivate().getAlgorithm().equals("RSA")
                            ? "SHA256withRSA"
                            : "SHA256withECDSA")
                    .build(keys.getPrivate()));
    return pem(made);
  }

  private static String pem(Object object) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  /**
   * As PKCS#1, or as SEC1 with the curve in it, as kubeadm, openssl and cert-manager write them.
   */
  private static String key(KeyPair keys) throws Exception {
    if (!(keys.getPrivate() instanceof ECPrivateKey key)) {
      return pem(keys.getPrivate());
    }
    int bits = key.getParams().getOrder().bitLength();
    ASN1ObjectIdentifier curve =
        bits == 256 ? SECObjectIdentifiers.secp256r1 : SECObjectIdentifiers.secp384r1;
    return pem(
        new PemObject(
            "EC PRIVATE KEY",
            new org.bouncycastle.asn1.sec.ECPrivateKey(bits, key.getS(), curve).getEncoded()));
  }

  @ParameterizedTest
  @CsvSource({"RSA, 2048", "EC, 256", "EC, 384"})
  void theJdkTakesWhatIsSigned(String algorithm, int size) throws Exception {
    KeyPair keys = keys(algorithm, size);
    String ca = authority(keys, NOW.plus(Duration.ofDays(30)));
    Authority authority = Authority.of(ca, key(keys), "a Secret", Kind.HERE, NOW);

    Pair pair =
        Signing.sign(authority, "understudy-source", Duration.ofDays(90), NOW, new SecureRandom());

    X509Certificate signed =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        pair.certificate().getBytes(StandardCharsets.US_ASCII)));
    signed.verify(keys.getPublic());
    assertThat(signed.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(signed.getBasicConstraints()).as("no CA").isEqualTo(-1);
    assertThat(signed.getNotAfter().toInstant())
        .as("not longer than its CA")
        .isEqualTo(NOW.plus(Duration.ofDays(30)));
    assertThat(pair.ca()).isEqualTo(ca);
    assertThat(pair.fault(authority.certificate(), "understudy-source", 66, NOW)).isEmpty();
    assertThat(fault(pair, keys(algorithm, size))).get().asString().contains("another CA");
    assertThat(authority + " " + pair).doesNotContain("PRIVATE");
  }

  private static Optional<String> fault(Pair pair, KeyPair other) throws Exception {
    String ca = authority(other, NOW.plus(Duration.ofDays(30)));
    return new Pair(pair.certificate(), pair.key(), ca)
        .fault(PemText.certificates(ca).getFirst(), "understudy-source", 66, NOW);
  }

  @ParameterizedTest
  @CsvSource({"RSA, 2048", "EC, 256"})
  void aCaThatHasEndedSignsNothing(String algorithm, int size) throws Exception {
    KeyPair keys = keys(algorithm, size);
    String ca = authority(keys, NOW.minusSeconds(60));

    assertThatThrownBy(() -> Authority.of(ca, key(keys), "the Secret a/b", Kind.NO_CA, NOW))
        .isInstanceOf(BootstrapException.class)
        .hasMessageContaining("the CA CN=etcd-ca in the Secret a/b is valid from");
  }
}
