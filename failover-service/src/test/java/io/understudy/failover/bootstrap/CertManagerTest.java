package io.understudy.failover.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.understudy.etcd.TlsFiles;
import io.understudy.testkit.TestCa;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Where cert-manager is installed; its controller is played by the test. */
class CertManagerTest {

  private static final String CLIENT = "remote-etcd-client";
  private static final String CA = "remote-etcd-ca";

  @RegisterExtension
  static final TwoClusters.Rights RIGHTS = TwoClusters.Rights.of(CertManagerTest.class);

  @TempDir private Path directory;
  private TwoClusters clusters;
  private TestCa current;
  private int issued;

  @BeforeEach
  void start() {
    clusters = new TwoClusters(directory, RIGHTS);
    current = clusters.etcdCa;
    clusters.here.installCertManager();
    clusters.meanwhile = this::controller;
  }

  @AfterEach
  void stop() {
    clusters.close();
  }

  /** Issues the Secret that the Certificate asks for, if there is none. */
  private void controller() {
    var certificate = clusters.here.certManagerObject("Certificate", CLIENT);
    if (certificate == null || clusters.here.secret(CLIENT) != null) {
      return;
    }
    assertThat(clusters.entry(CA, "tls.key")).isEqualTo(TwoClusters.read(current.keyFile()));
    String subject = Objects.requireNonNull(certificate.get("spec", "commonName"));
    TestCa.Issued made = current.client("issued" + issued++, subject);
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(StoredCluster.NAMESPACE)
            .withName(CLIENT)
            .addToAnnotations("cert-manager.io/certificate-name", CLIENT)
            .endMetadata()
            .withType("kubernetes.io/tls")
            .withData(
                StoredCluster.encoded(
                    Map.of(
                        "tls.crt",
                        TwoClusters.read(made.cert()),
                        "tls.key",
                        TwoClusters.read(made.key()),
                        "ca.crt",
                        TwoClusters.read(current.file()))))
            .build();
    clusters.here.put(secret);
  }

  @Test
  void itIsAskedForTheCertificateAndWaitedFor() {
    assertThat(clusters.run()).as("%s", clusters.log).isZero();

    var issuer =
        Objects.requireNonNull(clusters.here.certManagerObject("Issuer", "remote-etcd-issuer"));
    assertThat(issuer.<String>get("spec", "ca", "secretName")).isEqualTo(CA);
    var certificate =
        Objects.requireNonNull(clusters.here.certManagerObject("Certificate", CLIENT));
    assertThat(certificate.<String>get("spec", "secretName")).isEqualTo(CLIENT);
    assertThat(certificate.<String>get("spec", "duration")).isEqualTo("2160h0m0s");
    assertThat(certificate.<String>get("spec", "renewBefore")).isEqualTo("734h24m0s");
    assertThat(TlsFiles.certificates(clusters.files(CLIENT).cert()).getFirst())
        .returns("CN=understudy-source", one -> one.getSubjectX500Principal().getName());
    assertThat(clusters.said()).doesNotContain("PRIVATE", TwoClusters.TOKEN);

    assertThat(clusters.run()).isZero();
    assertThat(clusters.here.writes()).as("a second run").isEmpty();
  }

  @Test
  void afterAChangeOfTheCaItIssuesAnew() {
    assertThat(clusters.run()).as("%s", clusters.log).isZero();
    current = new TestCa(directory, "next-ca");
    clusters.primaryHas(current);

    assertThat(clusters.run()).as("%s", clusters.log).isZero();

    assertThat(clusters.said()).contains("has to be issued anew");
    assertThat(TlsFiles.certificates(clusters.files(CLIENT).cert()).getFirst())
        .returns("CN=next-ca", one -> one.getIssuerX500Principal().getName());
  }

  @Test
  void anotherLifetimeIsAskedFor() {
    assertThat(clusters.run()).as("%s", clusters.log).isZero();
    clusters.set("certificate-days", "30");

    assertThat(clusters.run()).as("%s", clusters.log).isZero();

    var certificate =
        Objects.requireNonNull(clusters.here.certManagerObject("Certificate", CLIENT));
    assertThat(certificate.<String>get("spec", "duration")).isEqualTo("720h0m0s");
  }

  @Test
  void anIssuerOfSomebodyElseIsLeftAloneWithAllElseUnlessItIsAdopted() {
    clusters.here.putIssuer("remote-etcd-issuer");

    assertThat(clusters.run()).isEqualTo(5);
    assertThat(clusters.said())
        .contains("Issuer cpaas-system/remote-etcd-issuer is there and was not made by");
    assertThat(clusters.here.writes()).isEmpty();

    clusters.set("adopt", "true");
    assertThat(clusters.run()).as("%s", clusters.log).isZero();
    var adopted =
        Objects.requireNonNull(clusters.here.certManagerObject("Issuer", "remote-etcd-issuer"));
    assertThat(adopted.<String>get("spec", "ca", "secretName")).isEqualTo(CA);
  }

  @Test
  void oneThatDoesNothingIsSaid() {
    clusters.set("cert-manager-wait-seconds", "3");
    clusters.meanwhile = () -> {};

    assertThat(clusters.run()).isEqualTo(6);
    assertThat(clusters.said())
        .contains("has not issued Secret cpaas-system/remote-etcd-client in 3 s (there is none)");
  }

  @Test
  void oneThatIsMissingIsSaidWhereItIsRequired() {
    try (TwoClusters without = new TwoClusters(directory, RIGHTS)) {
      without.set("cert-manager", "always");

      assertThat(without.run()).isEqualTo(6);
      assertThat(without.said()).contains("cert-manager is not installed in this cluster");
    }
  }

  @Test
  void itCanBeLeftAside() {
    clusters.set("cert-manager", "never");

    assertThat(clusters.run()).as("%s", clusters.log).isZero();
    assertThat(clusters.made(CA).getData()).doesNotContainKey("tls.key");
    assertThat(clusters.here.certManagerObject("Issuer", "remote-etcd-issuer")).isNull();
  }
}
