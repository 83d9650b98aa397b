package io.understudy.etcd;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Certificates and private keys as PEM. Errors name the file and never show what is in it. */
final class Pem {

  private static final int MAX_BYTES = 1024 * 1024;
  private static final byte[] PROBE = {1, 2, 3, 4, 5, 6, 7, 8};

  private Pem() {}

  /**
   * @throws IllegalArgumentException if it cannot be read, or is larger than 1 MiB
   */
  static byte[] read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(file + " is larger than 1 MiB: no PEM file is");
      }
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(unreadable(file, unreadable), unreadable);
    }
  }

  static String unreadable(Path file, IOException why) {
    String reason =
        switch (why) {
          case NoSuchFileException missing -> "there is no such file";
          case AccessDeniedException denied -> "this process may not read it";
          default -> Files.isDirectory(file) ? "it is a directory" : why.getClass().getSimpleName();
        };
    return "cannot read " + file + ": " + reason;
  }

  /** All certificates of a file, other things in it passed over. */
  static List<X509Certificate> certificates(Path file, byte[] content) {
    List<X509Certificate> certificates = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(text(content)))) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemObject object = reader.readPemObject();
          object != null;
          object = reader.readPemObject()) {
        if (object.getType().equals("CERTIFICATE")) {
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(object.getContent())));
        }
      }
    } catch (IOException | CertificateException | RuntimeException broken) {
      throw new IllegalArgumentException(file + " holds a broken PEM certificate", broken);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          file + " holds no PEM certificate (-----BEGIN CERTIFICATE-----)");
    }
    return certificates;
  }

  /** The first private key of a file. */
  static PrivateKey key(Path file, byte[] content) {
    PrivateKeyInfo info = keyInfo(file, content);
    try {
      KeyFactory factory = KeyFactory.getInstance(algorithm(info));
      return factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalArgumentException(file + " holds a private key that is not usable", broken);
    }
  }

  private static PrivateKeyInfo keyInfo(Path file, byte[] content) {
    try (PEMParser parser = new PEMParser(new StringReader(text(content)))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        switch (object) {
          case PEMKeyPair pair -> {
            return pair.getPrivateKeyInfo();
          }
          case PrivateKeyInfo info -> {
            return info;
          }
          case PEMEncryptedKeyPair encrypted -> throw passphrase(file);
          case PKCS8EncryptedPrivateKeyInfo encrypted -> throw passphrase(file);
          default -> {}
        }
      }
    } catch (IOException | RuntimeException broken) {
      if (broken instanceof IllegalArgumentException said) {
        throw said;
      }
      throw new IllegalArgumentException(file + " holds a broken PEM private key", broken);
    }
    throw new IllegalArgumentException(file + " holds no PEM private key (PKCS#8, RSA or EC)");
  }

  private static IllegalArgumentException passphrase(Path file) {
    return new IllegalArgumentException(
        file + " holds an encrypted private key; give one without a passphrase");
  }

  private static String algorithm(PrivateKeyInfo info) {
    var algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    return algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : algorithm.getId();
  }

  static void requirePair(TlsFiles.Client files, X509Certificate certificate, PrivateKey key) {
    if (!isPair(certificate, key)) {
      throw new IllegalArgumentException(
          files.key() + " is not the key of the certificate in " + files.cert());
    }
  }

  private static boolean isPair(X509Certificate certificate, PrivateKey key) {
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key, new SecureRandom());
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException unlike) {
      return false;
    }
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }
}
