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
import org.junit.jupiter.api.io.TempDir;

/** Where cert-manager is installed; its controller is played by the test. */
class CertManagerTest {

  private static final String CLIENT = "remote-etcd-client";
  private static final String CA = "remote-etcd-ca";

  @TempDir private Path directory;
  private TwoClusters clusters;
  private TestCa current;
  private int issued;

  @BeforeEach
  void start() {
    clusters = new TwoClusters(directory);
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

  /** The chart's Role grants just this: BootstrapChartTest has the same list. */
  @Test
  void itDoesNothingThatTheChartDoesNotGrant() {
    assertThat(clusters.run()).as("%s", clusters.log).isZero();
    current = new TestCa(directory, "next-ca");
    clusters.primaryHas(current);
    clusters.set("certificate-days", "30");
    assertThat(clusters.run()).as("%s", clusters.log).isZero();

    assertThat(clusters.here.calls())
        .containsExactlyInAnyOrder(
            "get secrets etcd-sync-active-cluster-token",
            "get secrets remote-etcd-ca",
            "get secrets remote-etcd-client",
            "create secrets",
            "update secrets remote-etcd-ca",
            "delete secrets remote-etcd-client",
            "get issuers remote-etcd-issuer",
            "create issuers",
            "get certificates remote-etcd-client",
            "create certificates",
            "update certificates remote-etcd-client");
  }

  @Test
  void anIssuerOfSomebodyElseIsLeftAloneAndNothingElseIsMade() {
    clusters.here.putIssuer("remote-etcd-issuer");

    assertThat(clusters.run()).isEqualTo(5);
    assertThat(clusters.said())
        .contains("Issuer cpaas-system/remote-etcd-issuer is there and was not made by");
    assertThat(clusters.here.writes()).isEmpty();
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
    try (TwoClusters without = new TwoClusters(directory)) {
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
