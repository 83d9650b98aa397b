package io.understudy.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** A small certificate authority for tests. All files are PEM, in one directory. */
public final class TestCa {

  private static final Duration DAY = Duration.ofDays(1);

  private final Path directory;
  private final String name;
  private final KeyPair keys;
  private final X509CertificateHolder certificate;
  private final Path file;
  private final Path keyFile;

  /** How the file of a private key is written. */
  public enum KeyFormat {
    /** {@code PRIVATE KEY}. */
    PKCS8,
    /** {@code RSA PRIVATE KEY}, as kubeadm and cert-manager write them. */
    PKCS1,
    /** {@code EC PRIVATE KEY}. */
    SEC1
  }

  /** Files of a certificate and its key. */
  public record Issued(Path cert, Path key) {

    /** Puts another's content in their place, each file at once. */
    public void replaceWith(Issued other) {
      replace(key, other.key);
      replace(cert, other.cert);
    }

    /** For a server that shows it. */
    public SSLContext serving() {
      return TlsContexts.of(Optional.of(this), Optional.empty());
    }
  }

  /**
   * @param name its subject, and what its files are called
   */
  public TestCa(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    this.keys = keyPair(KeyFormat.PKCS8);
    this.certificate = certificate(name, keys, Instant.now().plus(DAY), List.of(), true);
    this.file = directory.resolve(name + ".ca.pem");
    write(file, pem(certificate));
    this.keyFile = directory.resolve(name + ".ca.key");
    write(keyFile, key(keys, KeyFormat.PKCS8));
  }

  /** Its own certificate. */
  public Path file() {
    return file;
  }

  /** Its own private key, PKCS#8. */
  public Path keyFile() {
    return keyFile;
  }

  /** Starts a list of what it has revoked; there is one of each CA. */
  public Revocations revocations() {
    return new Revocations(name, keys.getPrivate(), directory.resolve(name + ".crl.pem"));
  }

  /** For the loopback address, by number and by name. */
  public Issued server(String fileName) {
    return server(fileName, List.of("127.0.0.1", "localhost"), Instant.now().plus(DAY));
  }

  public Issued server(String fileName, List<String> hosts, Instant end) {
    return issue(fileName, "etcd", hosts, end, KeyFormat.PKCS8);
  }

  /**
   * @param user common name, which etcd takes for its user
   */
  public Issued client(String fileName, String user) {
    return client(fileName, user, Instant.now().plus(DAY), KeyFormat.PKCS8);
  }

  public Issued client(String fileName, String user, Instant end, KeyFormat format) {
    return issue(fileName, user, List.of(), end, format);
  }

  /** For a client that trusts this alone. */
  public SSLContext trusting() {
    return TlsContexts.of(Optional.empty(), Optional.of(file));
  }

  /** Writes the certificates of several CAs into one file, in place of what it held. */
  public static void bundle(Path file, TestCa... cas) {
    try {
      StringBuilder all = new StringBuilder();
      for (TestCa ca : cas) {
        all.append(Files.readString(ca.file));
      }
      Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), all);
      replace(file, next);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Issued issue(
      String fileName, String subject, List<String> hosts, Instant end, KeyFormat format) {
    KeyPair pair = keyPair(format);
    Issued issued =
        new Issued(
            directory.resolve(name + "." + fileName + ".pem"),
            directory.resolve(name + "." + fileName + ".key"));
    X509CertificateHolder signed = certificate(subject, pair, end, hosts, false);
    write(issued.cert(), pem(signed));
    write(issued.key(), key(pair, format));
    return issued;
  }

  private X509CertificateHolder certificate(
      String subject, KeyPair pair, Instant end, List<String> hosts, boolean authority) {
    Instant begin = end.isBefore(Instant.now()) ? end.minus(DAY) : Instant.now().minus(DAY);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + name),
              new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
              Date.from(begin),
              Date.from(end),
              new X500Name("CN=" + subject),
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!hosts.isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
      }
      return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    } catch (IOException | OperatorCreationException failure) {
      throw new IllegalStateException("cannot make a certificate", failure);
    }
  }

  private static GeneralNames names(List<String> hosts) {
    List<GeneralName> names = new ArrayList<>();
    for (String host : hosts) {
      boolean isNumber = Character.isDigit(host.charAt(0));
      names.add(new GeneralName(isNumber ? GeneralName.iPAddress : GeneralName.dNSName, host));
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static KeyPair keyPair(KeyFormat format) {
    try {
      if (format == KeyFormat.PKCS1) {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        return rsa.generateKeyPair();
      }
      KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
      ec.initialize(new ECGenParameterSpec("secp256r1"));
      return ec.generateKeyPair();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot make a key", failure);
    }
  }

  private static PemObjectGenerator key(KeyPair pair, KeyFormat format) {
    try {
      return switch (format) {
        case PKCS8 -> new JcaPKCS8Generator(pair.getPrivate(), null);
        case PKCS1 -> new JcaMiscPEMGenerator(pair.getPrivate());
        case SEC1 -> new PemObject("EC PRIVATE KEY", sec1((ECPrivateKey) pair.getPrivate()));
      };
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** With the curve in it, as openssl writes it; the JDK's own encoding leaves that outside. */
  private static byte[] sec1(ECPrivateKey key) throws IOException {
    int bits = key.getParams().getOrder().bitLength();
    return new org.bouncycastle.asn1.sec.ECPrivateKey(
            bits, key.getS(), X9ObjectIdentifiers.prime256v1)
        .getEncoded();
  }

  private static PemObjectGenerator pem(Object object) {
    try {
      return new JcaMiscPEMGenerator(object);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(Path file, PemObjectGenerator object) {
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      pem.writeObject(object);
      pem.flush();
      Files.writeString(file, text.toString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void replace(Path file, Path by) {
    try {
      Path copy = Files.copy(by, file.resolveSibling(file.getFileName() + ".swap"));
      Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
