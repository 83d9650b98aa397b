package io.understudy.testkit;

import io.understudy.etcd.TlsFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemWriter;

/** The list of certificates that a {@link TestCa} has revoked, in a file; none at first. */
public final class Revocations {

  private static final Duration DAY = Duration.ofDays(1);

  private final String issuer;
  private final PrivateKey key;
  private final Path file;
  private final Set<BigInteger> serials = new LinkedHashSet<>();

  Revocations(String issuer, PrivateKey key, Path file) {
    this.issuer = issuer;
    this.key = key;
    this.file = file;
    write();
  }

  /** PEM. etcd reads it at each handshake. */
  public Path file() {
    return file;
  }

  /** From now on, what {@code issued} holds now is not to be trusted. */
  public synchronized void add(TestCa.Issued issued) {
    serials.add(TlsFiles.certificates(issued.cert()).getFirst().getSerialNumber());
    write();
  }

  private void write() {
    Date now = Date.from(Instant.now());
    X509v2CRLBuilder list = new X509v2CRLBuilder(new X500Name("CN=" + issuer), now);
    list.setNextUpdate(Date.from(Instant.now().plus(DAY)));
    serials.forEach(serial -> list.addCRLEntry(serial, now, CRLReason.keyCompromise));
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      pem.writeObject(
          new JcaMiscPEMGenerator(
              list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))));
      pem.flush();
      Path next =
          Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text.toString());
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    } catch (OperatorCreationException failure) {
      throw new IllegalStateException("cannot sign " + file, failure);
    }
  }
}
