package io.understudy.failover.bootstrap;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates and private keys as PEM, by classes that need no provider. */
final class PemText {

  private PemText() {}

  /**
   * All certificates of a text.
   *
   * @throws IllegalArgumentException if there is none, or a broken one
   */
  static List<X509CertificateHolder> certificates(String text) {
    List<X509CertificateHolder> found = new ArrayList<>();
    for (Object object : objects(text)) {
      if (object instanceof X509CertificateHolder certificate) {
        found.add(certificate);
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no PEM certificate (-----BEGIN CERTIFICATE-----)");
    }
    return found;
  }

  /**
   * The first private key of a text: PKCS#8, PKCS#1 or SEC1.
   *
   * @throws IllegalArgumentException if there is none, or a broken or an encrypted one
   */
  static PrivateKeyInfo key(String text) {
    for (Object object : objects(text)) {
      if (object instanceof PEMKeyPair pair) {
        return pair.getPrivateKeyInfo();
      }
      if (object instanceof PrivateKeyInfo info) {
        return info;
      }
    }
    throw new IllegalArgumentException("no PEM private key without a passphrase");
  }

  private static List<Object> objects(String text) {
    List<Object> objects = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
      return objects;
    } catch (IOException | RuntimeException broken) {
      // Without its message: that might quote what is in it.
      throw new IllegalArgumentException("broken PEM");
    }
  }

  /**
   * @param type as in its first line
   */
  static String write(String type, byte[] content) {
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      pem.writeObject(new PemObject(type, content));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
