package io.understudy.failover.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.etcd.TlsFiles;
import io.understudy.failover.mirror.FakeHttp;
import io.understudy.testkit.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs after the first: what has changed, and what ends. */
class ChangesTest {

  private static final String CLIENT = "remote-etcd-client";
  private static final String CA = "remote-etcd-ca";

  @RegisterExtension
  static final TwoClusters.Rights RIGHTS = TwoClusters.Rights.of(ChangesTest.class);

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

  @Test
  void aNewTokenIsTriedAndPutOnRecord() {
    succeeds();
    clusters.front.token("next");
    clusters.token("next");

    succeeds();

    assertThat(clusters.said()).contains("the token is a new one, and works");
    assertThat(clusters.here.writes()).singleElement().asString().contains(CA);
  }

  @Test
  void aTokenThatRanOutDoesUntilTheCertificateIsDueAndANewWrongOneDoesNot() {
    succeeds();
    clusters.front.token("unknown");
    succeeds();
    assertThat(clusters.said()).contains("WARNING", "401");

    clusters.now = clusters.now.plus(Duration.ofHours(20));
    assertThat(clusters.run()).as("%s", clusters.log).isEqualTo(4);

    clusters.now = clusters.now.minus(Duration.ofHours(20));
    clusters.token("wrong");
    assertThat(clusters.run()).as("%s", clusters.log).isEqualTo(4);
  }

  @Test
  void aPrimaryThatIsGoneDoesNotFailWhatIsInOrder() {
    succeeds();
    clusters.front.close();

    succeeds();

    assertThat(clusters.said()).contains("WARNING", "could not be asked");
  }

  @Test
  void aPrimaryThatIsLostHoldsNothingUpUntilTheMarginIsReached() {
    clusters.set("lost-primary-margin-hours", "2");
    succeeds();
    clusters.front.close();

    clusters.now = clusters.now.plus(Duration.ofHours(20));
    succeeds();
    assertThat(clusters.said())
        .contains("could not be asked", "Nothing is held up by that for now", "valid until");

    clusters.now = clusters.now.plus(Duration.ofHours(3));
    assertThat(clusters.run()).as("%s", clusters.log).isEqualTo(4);
    assertThat(clusters.said())
        .contains("in less than 2 hours (bootstrap.lostPrimaryMarginHours)", "fail over");
  }

  @Test
  void aSiteThatWasPromotedIsHeldUpByNothingOfTheOldPrimary() {
    try (FakeHttp sync = new FakeHttp()) {
      clusters.settings.put("understudy.sync.url", sync.address().toString());
      clusters.front.close();

      role(sync, "standby");
      assertThat(clusters.run()).as("%s", clusters.log).isEqualTo(4);

      role(sync, "promoted");
      succeeds();
      assertThat(clusters.said())
          .contains("WARNING", "could not be asked", "the primary now, promoted in term 4");

      clusters.here.delete(StoredCluster.NAMESPACE, TwoClusters.TOKEN_SECRET);
      succeeds();

      sync.on("/api/v1/status", FakeHttp.Reply.problem(503, "not yet", "starting"));
      assertThat(clusters.run()).as("%s", clusters.log).isEqualTo(3);
    }
    assertThat(clusters.run()).as("nobody tells the role; %s", clusters.log).isEqualTo(3);
  }

  /** The old one may be back, and a reprotect reads its etcd. */
  @Test
  void aSiteThatWasPromotedHasItsCertificateForTheOldPrimaryKept() {
    try (FakeHttp sync = new FakeHttp()) {
      clusters.settings.put("understudy.sync.url", sync.address().toString());
      role(sync, "promoted");

      succeeds();

      assertThat(clusters.entry(CLIENT, "tls.crt")).contains("BEGIN CERTIFICATE");
      assertThat(sync.calls()).as("there is nothing to ask it for").isEmpty();
    }
  }

  private static void role(FakeHttp sync, String role) {
    sync.on(
        "/api/v1/status",
        FakeHttp.Reply.json(
            200,
            ("{\"site\":{\"clusterId\":\"1f\",\"role\":\"%s\",\"term\":4,\"assumed\":false,"
                    + "\"sourceClusterId\":null,\"mirroredFrom\":\"2f\",\"frozen\":false}}")
                .formatted(role)));
  }

  @Test
  void anotherSubjectIsSignedAnew() {
    succeeds();
    clusters.set("subject", "mirror");

    succeeds();

    assertThat(clusters.said()).contains("its subject is CN=understudy-source");
    assertThat(TlsFiles.certificates(clusters.files(CLIENT).cert()).getFirst())
        .returns("CN=mirror", one -> one.getSubjectX500Principal().getName());
  }

  @Test
  void itIsRenewedBeforeItEnds() {
    clusters.set("certificate-days", "1");
    succeeds();
    String first = clusters.entry(CLIENT, "tls.crt");
    clusters.now = clusters.now.plus(Duration.ofHours(12));
    succeeds();
    assertThat(clusters.entry(CLIENT, "tls.crt")).isEqualTo(first);

    clusters.now = clusters.now.plus(Duration.ofHours(6));
    succeeds();

    assertThat(clusters.said()).contains("is due since");
    assertThat(clusters.entry(CLIENT, "tls.crt")).isNotEqualTo(first);
  }

  @Test
  void whileTheCaIsReplacedServersOfBothAreTrusted() {
    succeeds();
    TestCa next = new TestCa(directory, "next-ca");
    String both = TwoClusters.read(clusters.etcdCa.file()) + TwoClusters.read(next.file());
    clusters.there.put(
        StoredCluster.NAMESPACE,
        "etcd-ca",
        Map.of("tls.crt", both, "tls.key", TwoClusters.read(next.keyFile())));

    succeeds();

    assertThat(clusters.entry(CLIENT, "ca.crt")).isEqualTo(both);
    assertThat(TlsFiles.certificates(clusters.files(CLIENT).cert()).getFirst())
        .returns("CN=next-ca", one -> one.getIssuerX500Principal().getName());
  }
}
