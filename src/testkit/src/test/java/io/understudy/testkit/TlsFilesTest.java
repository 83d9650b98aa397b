package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.etcd.Login;
import io.understudy.etcd.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that cannot be used are named with the reason, and nothing of their content is shown. */
class TlsFilesTest {

  @TempDir private Path directory;
  private TestCa ca;

  @BeforeEach
  void makeACa() {
    ca = new TestCa(directory, "ca");
  }

  @ParameterizedTest
  @EnumSource(TestCa.KeyFormat.class)
  void everyFormatOfAKeyIsReadAndFitsItsCertificate(TestCa.KeyFormat format) {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    TestCa.Issued issued = ca.client("client", "mirror", tomorrow, format);

    TlsFiles.requirePair(new TlsFiles.Client(issued.cert(), issued.key()));

    assertThat(TlsFiles.certificates(issued.cert())).hasSize(1);
  }

  @Test
  void aBundleHoldsAllItsCertificates() {
    TestCa other = new TestCa(directory, "other");
    Path bundle = directory.resolve("bundle.pem");
    TestCa.bundle(bundle, ca, other);

    assertThat(TlsFiles.certificates(bundle)).hasSize(2);
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = directory.resolve("missing.pem");

    assertRefused(() -> TlsFiles.certificates(missing), missing, "no such file");
    assertRefused(() -> TlsFiles.key(missing), missing, "no such file");
  }

  @Test
  void aDirectoryIsNamed() {
    assertRefused(() -> TlsFiles.certificates(directory), directory, "directory");
  }

  @Test
  void whatIsNoPemIsNamed() throws IOException {
    Path text = Files.writeString(directory.resolve("notes.txt"), "nothing of the kind");

    assertRefused(() -> TlsFiles.certificates(text), text, "no PEM certificate");
    assertRefused(() -> TlsFiles.key(text), text, "no PEM private key");
  }

  @Test
  void aTornCertificateOrKeyIsNamed() throws IOException {
    TestCa.Issued issued = ca.client("client", "mirror");
    Path cert = half(issued.cert());
    Path key = half(issued.key());

    assertRefused(() -> TlsFiles.certificates(cert), cert, "PEM certificate");
    assertRefused(() -> TlsFiles.key(key), key, "PEM private key");
  }

  @Test
  void anEncryptedKeyIsRefused() throws IOException {
    Path key =
        Files.writeString(
            directory.resolve("secret.key"),
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,00000000000000000000000000000000

            AAAAAAAAAAAAAAAAAAAAAA==
            -----END RSA PRIVATE KEY-----
            """);

    assertRefused(() -> TlsFiles.key(key), key, "without a passphrase");
  }

  @Test
  void theKeyOfAnotherCertificateIsRefused() {
    TestCa.Issued one = ca.client("one", "mirror");
    TestCa.Issued two = ca.client("two", "mirror");

    assertRefused(
        () -> TlsFiles.requirePair(new TlsFiles.Client(one.cert(), two.key())),
        two.key(),
        "is not the key of the certificate in " + one.cert());
  }

  @Test
  void aPasswordFileMayEndInALineEndAndMustNotBeEmpty() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "a b\n");
    assertThat(new Login("mirror", file).password()).isEqualTo("a b");

    Files.writeString(file, "\n");
    assertRefused(() -> new Login("mirror", file).password(), file, "is empty");
  }

  private static Path half(Path file) throws IOException {
    String whole = Files.readString(file);
    return Files.writeString(file, whole.substring(0, whole.length() / 2));
  }

  private static void assertRefused(ThrowingCallable reading, Path file, String reason) {
    assertThatThrownBy(reading)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }
}
