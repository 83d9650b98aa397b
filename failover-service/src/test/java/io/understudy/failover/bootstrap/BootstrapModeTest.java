package io.understudy.failover.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.understudy.core.port.EtcdException;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.etcd.TlsFiles;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.FreePorts;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program with its real clients, where there is no cert-manager. */
class BootstrapModeTest {

  private static final String CLIENT = "remote-etcd-client";
  private static final String CA = "remote-etcd-ca";
  private static final Duration PATIENT = Duration.ofSeconds(60);

  /** For what is not to succeed: it is tried until then. */
  private static final Duration BRIEF = Duration.ofSeconds(3);

  @RegisterExtension
  static final TwoClusters.Rights RIGHTS = TwoClusters.Rights.of(BootstrapModeTest.class);

  @TempDir private Path directory;
  private TwoClusters clusters;

  @BeforeEach
  void start() {
    clusters = new TwoClusters(directory, RIGHTS);
  }

  @AfterEach
  void stop() {
    clusters.close();
  }

  private void succeeds() {
    assertThat(clusters.run()).as("%s", clusters.log).isZero();
  }

  private void fails(int code, String... said) {
    assertThat(clusters.run()).as("%s", clusters.log).isEqualTo(code);
    assertThat(clusters.said()).contains(said).doesNotContain("PRIVATE", TwoClusters.TOKEN);
  }

  /** Reads the status of an etcd with the certificate that was made. */
  private long revision(EtcdProcess etcd, Duration timeout) {
    TestCa.Issued files = clusters.files(CLIENT);
    TlsFiles tls =
        new TlsFiles(
            Optional.of(clusters.etcdCa.file()),
            Optional.of(new TlsFiles.Client(files.cert(), files.key())));
    try (GrpcEtcd client =
        GrpcEtcd.connect(
            EtcdEndpoint.of("source", List.of(etcd.endpoint()))
                .withTls(tls)
                .withCallTimeout(timeout))) {
      return client.status().revision();
    }
  }

  @Test
  void whatItMakesConnectsToThePrimarysEtcdAndNoOtherDoes() {
    succeeds();

    assertThat(clusters.made(CLIENT).getType()).isEqualTo("kubernetes.io/tls");
    assertThat(clusters.made(CA).getData())
        .as("the CA's private key does not stay here")
        .containsOnlyKeys("tls.crt", "ca.crt");
    assertThat(clusters.said())
        .contains("signed by the bootstrap", "CN=understudy-source")
        .doesNotContain("PRIVATE", TwoClusters.TOKEN);
    try (EtcdProcess etcd =
        EtcdProcess.start(EtcdOptions.standard().tls(ServerTls.of(clusters.etcdCa)))) {
      assertThat(revision(etcd, PATIENT)).isPositive();

      clusters.primaryHas(new TestCa(directory, "another"));
      succeeds();
      assertThatThrownBy(() -> revision(etcd, BRIEF)).isInstanceOf(EtcdException.class);

      clusters.primaryHas(clusters.etcdCa);
      succeeds();
      assertThat(revision(etcd, PATIENT)).isPositive();
    }
  }

  @Test
  void aSecondRunChangesNothing() {
    succeeds();
    Secret first = clusters.made(CLIENT);

    succeeds();

    assertThat(clusters.here.writes()).isEmpty();
    assertThat(clusters.made(CLIENT)).isEqualTo(first);
    assertThat(clusters.said()).contains("is kept");
  }

  @Test
  void aTokenThatIsNotAcceptedIsSaid() {
    clusters.token("another");

    fails(4, "does not accept the token in Secret cpaas-system/etcd-sync-active", "401");
    assertThat(clusters.here.writes()).isEmpty();
  }

  @Test
  void whatIsForbiddenIsSaidWithTheRuleThatIsNeeded() {
    clusters.set("etcd-ca-secret-name", "other");

    fails(
        4,
        "403",
        "namespace cpaas-system",
        "resources: [secrets], resourceNames: [other], verbs: [get]");
  }

  @Test
  void aServerOfAnotherCaIsNotTrustedAndItIsSaidWhoItIs() {
    clusters.here.put(
        StoredCluster.NAMESPACE,
        TwoClusters.TOKEN_SECRET,
        Map.of("token", TwoClusters.TOKEN, "ca.crt", TwoClusters.read(clusters.etcdCa.file())));

    fails(4, "is not trusted", "signed by CN=kubernetes", "servers of the CA [CN=etcd-ca]");
  }

  @Test
  void aServerOfAnotherNameIsNotTrusted() {
    try (TwoClusters elsewhere =
        new TwoClusters(directory, RIGHTS, "127.0.0.1", List.of("elsewhere.example"))) {
      assertThat(elsewhere.run()).isEqualTo(4);
      assertThat(elsewhere.said()).contains("is not trusted", "does not name 127.0.0.1");
    }
  }

  @Test
  void theVipMayBeIpV6() {
    try (TwoClusters v6 = new TwoClusters(directory, RIGHTS, "::1", List.of("0:0:0:0:0:0:0:1"))) {
      assertThat(v6.run()).as("%s", v6.log).isZero();
    }
  }

  @Test
  void nobodyThereIsSaid() {
    clusters.set("primary-port", Integer.toString(FreePorts.find(1).getFirst()));

    fails(4, "could not be asked", "forward this port");
  }

  @Test
  void whatIsMissingOnThePrimaryIsSaid() {
    clusters.there.delete(StoredCluster.NAMESPACE, "etcd-ca");
    fails(4, "the primary's Secret cpaas-system/etcd-ca does not exist");

    clusters.primaryHas(clusters.etcdCa);
    clusters.set("etcd-ca-private-entry", "ca.key");
    fails(4, "has no entry ca.key", "it has [tls.crt, tls.key]");
  }

  @Test
  void whatIsNoCaIsSaid() {
    TestCa.Issued issued = clusters.etcdCa.client("client", "mirror");
    clusters.there.put(
        StoredCluster.NAMESPACE,
        "etcd-ca",
        Map.of(
            "tls.crt", TwoClusters.read(issued.cert()), "tls.key", TwoClusters.read(issued.key())));
    fails(4, "CN=mirror, which is not a CA's");

    clusters.there.put(
        StoredCluster.NAMESPACE,
        "etcd-ca",
        Map.of(
            "tls.crt",
            TwoClusters.read(clusters.etcdCa.file()),
            "tls.key",
            TwoClusters.read(issued.key())));
    fails(4, "a private key that is not the one of its certificate CN=etcd-ca");
  }

  @Test
  void whatIsMissingHereIsSaid() {
    clusters.here.put(
        StoredCluster.NAMESPACE, TwoClusters.TOKEN_SECRET, Map.of("token", TwoClusters.TOKEN));
    fails(3, "has no entry ca.crt", "always verified");

    clusters.set("primary-ca-config-map", "primary-ca");
    fails(3, "ConfigMap primary-ca in cpaas-system does not exist or has no entry ca.crt");
    clusters.settings.remove(BootstrapSettings.PREFIX + "primary-ca-config-map");
    clusters.set("primary-ca-secret-name", "primary-ca");
    fails(3, "Secret primary-ca in cpaas-system does not exist or has no entry ca.crt");

    clusters.here.delete(StoredCluster.NAMESPACE, TwoClusters.TOKEN_SECRET);
    fails(
        3,
        "Secret cpaas-system/etcd-sync-active-cluster-token does not exist",
        "create secret generic etcd-sync-active-cluster-token");
  }

  @Test
  void whatThisClusterDoesNotGrantIsSaid() {
    clusters.set("token-secret-name", "another");

    fails(3, "does not let the bootstrap's ServiceAccount get Secret cpaas-system/another (403)");
  }

  @Test
  void badSettingsAreAllNamed() {
    clusters.settings.clear();
    clusters.set("certificate-days", "0");
    clusters.set("cert-manager", "perhaps");
    clusters.set("lost-primary-margin-hours", "-1");
    clusters.settings.put("understudy.sync.url", "etcd-sync");

    fails(
        2,
        "understudy.bootstrap.primary-host: missing",
        "understudy.bootstrap.certificate-days: 0 is out of range",
        "understudy.bootstrap.lost-primary-margin-hours: -1 is out of range",
        "understudy.sync.url: 'etcd-sync' is no address of a service",
        "understudy.bootstrap.cert-manager: 'PERHAPS' is unknown");
  }

  @Test
  void aSecretOfSomebodyElseIsLeftAloneUnlessItIsAdopted() {
    clusters.here.put(StoredCluster.NAMESPACE, CLIENT, Map.of("tls.crt", "by hand"));

    fails(5, "Secret cpaas-system/remote-etcd-client is there and was not made by", "adopt=true");
    assertThat(clusters.here.writes()).isEmpty();

    clusters.set("adopt", "true");
    succeeds();
    assertThat(clusters.entry(CLIENT, "tls.crt")).contains("BEGIN CERTIFICATE");
  }

  @Test
  void thisSitesCertificateIsMadeOfItsOwnCaUnlessThereIsOne() {
    TestCa own = new TestCa(directory, "own-etcd");
    clusters.set("local-etcd-ca-secret-name", "own-ca");
    clusters.set("local-etcd-ca-namespace", "kube-system");
    assertThat(clusters.run()).isEqualTo(3);
    assertThat(clusters.said())
        .contains("this cluster's Secret kube-system/own-ca does not exist", CLIENT);

    clusters.here.put(
        "kube-system",
        "own-ca",
        Map.of(
            "tls.crt", TwoClusters.read(own.file()), "tls.key", TwoClusters.read(own.keyFile())));
    succeeds();
    assertThat(TlsFiles.certificates(clusters.files("local-etcd-client").cert()).getFirst())
        .returns("CN=understudy-target", one -> one.getSubjectX500Principal().getName())
        .returns("CN=own-etcd", one -> one.getIssuerX500Principal().getName());

    clusters.set("local-subject", "mirror");
    succeeds();
    assertThat(TlsFiles.certificates(clusters.files("local-etcd-client").cert()).getFirst())
        .returns("CN=mirror", one -> one.getSubjectX500Principal().getName());

    clusters.here.put(StoredCluster.NAMESPACE, "local-etcd-client", Map.of("tls.crt", "by hand"));
    succeeds();
    assertThat(clusters.entry("local-etcd-client", "tls.crt")).isEqualTo("by hand");
  }
}
