package io.understudy.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.understudy.core.failover.Verb;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.etcd.TlsFiles;
import io.understudy.failover.Ends;
import io.understudy.failover.kube.PrimaryServers;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.mirror.PrimaryContact.Contact;
import io.understudy.failover.mirror.PrimaryContact.Found;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.AnsweringApiServer;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody is there who cannot be asked: nobody may conclude that the primary is lost. The etcds
 * are real, and so is TLS.
 */
class StrangerTest {

  private static final List<String> HOSTS = List.of("127.0.0.1", "localhost");
  private static final String NOBODY = "https://127.0.0.1:1";
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
  private static final Map<String, String> ACCEPTED = Map.of("accepted-watermark", "0");

  @TempDir private Path directory;

  private TwoSites sites;
  private TestCa ca;
  private ServerTls tls;

  @BeforeEach
  void start() {
    sites = TwoSites.bare();
    ca = new TestCa(directory, "ca");
    tls = ServerTls.of(ca);
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private interface Body {
    void accept(MirrorSite site) throws InterruptedException;
  }

  private void with(List<String> endpoints, TlsFiles files, Body body) throws InterruptedException {
    try (GrpcEtcd primary = GrpcEtcd.connect(EtcdEndpoint.of("source", endpoints).withTls(files))) {
      body.accept(sites.site(new Ends(primary, sites.ends().target()), NOWHERE, List.of()));
    }
  }

  private static Found look(MirrorSite site) {
    return new PrimaryContact(site, List::of).look();
  }

  private TlsFiles files(TestCa trusted, TestCa.Issued shown) {
    return new TlsFiles(
        Optional.of(trusted.file()), Optional.of(new TlsFiles.Client(shown.cert(), shown.key())));
  }

  @Test
  void anEtcdWhoseCertificateIsNotTrustedHereIsNotLost() throws InterruptedException {
    TestCa other = new TestCa(directory, "other");
    try (EtcdProcess primary = EtcdProcess.start(EtcdOptions.standard().tls(tls))) {
      with(
          List.of(primary.endpoint()),
          files(other, tls.admin()),
          site -> {
            Found found = look(site);
            assertThat(found.contact()).isEqualTo(Contact.CANNOT_BE_TOLD);
            assertThat(found.says()).contains("127.0.0.1").contains("not signed by a CA of");
            assertIsNotFailedOverFrom(site);
          });
    }
  }

  /** Whatever the reason is worth: it is on record, with a name. */
  @Test
  void whoGaveAReasonFailsOverFromIt() throws InterruptedException {
    sites.close();
    sites = TwoSites.mirrored();
    TestCa other = new TestCa(directory, "other");
    Map<String, String> forced =
        Map.of("accepted-watermark", "0", "force-reason", "its power is off, says the site");
    try (EtcdProcess primary = EtcdProcess.start(EtcdOptions.standard().tls(tls))) {
      with(
          List.of(primary.endpoint()),
          files(other, tls.admin()),
          site -> {
            PromoteKind kind = new PromoteKind(site, new PrimaryContact(site, List::of));
            kind.make(OneStep.spec(kind, "{}")).run(TwoSites.run(Verb.FAILOVER, forced));
            assertThat(sites.term().isPromoted()).isTrue();
          });
    }
  }

  @Test
  void anEtcdThatRefusesOurCertificateIsNotLost() throws InterruptedException {
    TestCa other = new TestCa(directory, "other");
    try (EtcdProcess primary = EtcdProcess.start(EtcdOptions.standard().tls(tls))) {
      with(
          List.of(primary.endpoint()),
          files(ca, other.client("stranger", "root")),
          site -> {
            Found found = look(site);
            assertThat(found.contact()).isEqualTo(Contact.CANNOT_BE_TOLD);
            assertThat(found.says()).contains("refuses our TLS connection");
          });
    }
  }

  @Test
  void anEtcdWhoseCertificateIsOverIsNotLost() throws InterruptedException {
    Instant past = Instant.now().minus(Duration.ofHours(1));
    ServerTls over =
        new ServerTls(ca.file(), ca.server("over", HOSTS, past), ca.client("admin", "root"));
    try (EtcdProcess primary = EtcdProcess.start(EtcdOptions.standard().tls(over))) {
      with(
          List.of(primary.endpoint()),
          files(ca, over.admin()),
          site -> {
            Found found = look(site);
            assertThat(found.contact()).isEqualTo(Contact.CANNOT_BE_TOLD);
            assertThat(found.says()).contains("has expired");
          });
    }
  }

  /** The others are gone; the one that is there is asked by a connection of its own. */
  @Test
  void oneOfSeveralMembersIsEnough() throws InterruptedException {
    TestCa other = new TestCa(directory, "other");
    try (EtcdProcess primary = EtcdProcess.start(EtcdOptions.standard().tls(tls))) {
      with(
          List.of(NOBODY, primary.endpoint(), NOBODY),
          files(other, tls.admin()),
          site -> assertThat(look(site).contact()).isEqualTo(Contact.CANNOT_BE_TOLD));
    }
  }

  @Test
  void nobodyAtAllIsLost() throws InterruptedException {
    with(
        List.of(NOBODY),
        files(ca, tls.admin()),
        site -> assertThat(look(site).contact()).isEqualTo(Contact.LOST));
  }

  /** As a VIP does whose etcds are all gone. */
  @Test
  void aProxyWithNothingBehindItIsNoAnswer() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> closeEach(proxy));
      with(
          List.of("https://127.0.0.1:" + proxy.getLocalPort()),
          files(ca, tls.admin()),
          site -> assertThat(look(site).contact()).isEqualTo(Contact.LOST));
    }
  }

  private static void closeEach(ServerSocket proxy) {
    while (!proxy.isClosed()) {
      try (Socket taken = proxy.accept()) {
        taken.getInputStream().read();
      } catch (IOException closed) {
        // Of one connection, or of the proxy: the loop tells.
      }
    }
  }

  @Test
  void anApiServerWhoseCertificateIsNotTrustedHereIsNotLost() throws InterruptedException {
    TestCa other = new TestCa(directory, "other");
    try (AnsweringApiServer api = AnsweringApiServer.start("127.0.0.1", tls.server(), "secret");
        KubernetesClient client = client(api, other)) {
      PrimaryServers servers = () -> List.of(new Server(api.address(), client));
      with(
          List.of(NOBODY),
          files(ca, tls.admin()),
          site -> {
            Found found = new PrimaryContact(site, servers).look();
            assertThat(found.contact()).isEqualTo(Contact.CANNOT_BE_TOLD);
            assertThat(found.says()).contains(api.address() + ": TLS with it fails");
          });
    }
  }

  private static KubernetesClient client(AnsweringApiServer api, TestCa trusted) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + api.address())
                .withCaCertFile(trusted.file().toString())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  private void assertIsNotFailedOverFrom(MirrorSite site) {
    PromoteKind kind = new PromoteKind(site, new PrimaryContact(site, List::of));
    assertThatThrownBy(
            () -> kind.make(OneStep.spec(kind, "{}")).run(TwoSites.run(Verb.FAILOVER, ACCEPTED)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("say how you know in 'forceReason'");
    assertThat(sites.term().isPromoted()).isFalse();
  }
}
