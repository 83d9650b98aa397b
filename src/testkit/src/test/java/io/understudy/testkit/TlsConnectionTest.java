package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.etcd.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections with certificates: good ones, bad ones, and ones that change. */
class TlsConnectionTest {

  private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));
  private static final Instant YESTERDAY = Instant.now().minus(Duration.ofDays(1));
  private static final RangeQuery ALL = RangeQuery.page(KeyRange.ALL, 0, 0);

  @TempDir private static Path directory;

  private static TestCa ca;
  private static TestCa other;
  private static TestCa.Issued ours;
  private static EtcdProcess process;

  @BeforeAll
  static void start() {
    ca = new TestCa(directory, "ca");
    other = new TestCa(directory, "other");
    ours = ca.client("ours", "mirror");
    process = EtcdProcess.start(EtcdOptions.standard().tls(ServerTls.of(ca)));
  }

  @AfterAll
  static void stop() {
    process.close();
  }

  @ParameterizedTest
  @EnumSource(TestCa.KeyFormat.class)
  void anyFormatOfAPrivateKeyWillDo(TestCa.KeyFormat format) {
    TestCa.Issued client = ca.client(format.name(), "mirror", TOMORROW, format);

    try (GrpcEtcd etcd = connect(process.endpoint(), ca.file(), client)) {
      assertThat(etcd.status().revision()).isPositive();
    }
  }

  @Test
  void aServerOfAnotherCaIsNotTrusted() {
    assertFailure(process.endpoint(), other.file(), ours, "not signed by a CA of " + other.file());
  }

  @Test
  void aServerCertificateThatIsSignedByItselfIsNotTrusted() {
    TestCa.Issued byItself = new TestCa.Issued(other.file(), other.keyFile());

    assertFailureWith(byItself, "not signed by a CA of " + ca.file());
  }

  @Test
  void anExpiredServerCertificateIsNotTrusted() {
    assertFailureWith(
        ca.server("expired", List.of("127.0.0.1"), YESTERDAY), "its certificate has expired");
  }

  @Test
  void aServerCertificateOfAnotherNameIsNotTrusted() {
    assertFailureWith(
        ca.server("elsewhere", List.of("elsewhere.example", "10.1.2.3"), TOMORROW),
        "its certificate is for another host name");
  }

  @Test
  void withoutAClientCertificateTheServerRefuses() {
    TlsFiles files = new TlsFiles(Optional.of(ca.file()), Optional.empty());

    assertFailure(
        endpoint(process.endpoint()).withTls(files), "no client certificate is configured");
  }

  @Test
  void aClientCertificateOfAnotherCaIsRefused() {
    assertFailure(
        process.endpoint(), ca.file(), other.client("stranger", "mirror"), "refuses our TLS");
  }

  @Test
  void anExpiredClientCertificateIsRefused() {
    TestCa.Issued expired = ca.client("late", "mirror", YESTERDAY, TestCa.KeyFormat.PKCS8);

    assertFailure(process.endpoint(), ca.file(), expired, "our certificate expired at");
  }

  @Test
  void plainAtATlsPortAndTlsAtAPlainPortAreNamed() {
    assertFailure(endpoint(process.endpoint().replace("https", "http")), "source: range failed");
    try (EtcdProcess plain = EtcdProcess.start()) {
      String url = plain.endpoint().replace("http", "https");
      // etcd closes with our hello unread: the reset of that may overtake its answer.
      Awaitility.await()
          .atMost(Duration.ofSeconds(120))
          .untilAsserted(() -> assertFailure(url, ca.file(), ours, "it does not speak TLS"));
    }
  }

  @Test
  void newFilesCountAtTheNextHandshakeAndOpenConnectionsStay() throws IOException {
    Path trusted = Files.copy(ca.file(), directory.resolve("trusted.pem"));
    TestCa.Issued shown = ca.client("shown", "mirror");
    TestCa newCa = new TestCa(directory, "new");
    TestCa.bundle(trusted, ca);
    ServerTls tls = new ServerTls(trusted, ca.server("swapped"), ca.client("root", "root"));
    Path ourTrust = Files.copy(ca.file(), directory.resolve("our-trust.pem"));
    try (EtcdProcess etcd = EtcdProcess.start(EtcdOptions.standard().tls(tls));
        GrpcEtcd source = connect(etcd.endpoint(), ourTrust, shown)) {
      WatchStream watch = source.watch(KeyRange.ALL, 1);
      awaitOpened(etcd, watch, "before");
      TestCa.bundle(ourTrust, newCa);
      shown.replaceWith(newCa.client("fresh", "mirror"));
      awaitOpened(etcd, watch, "open connections stay");

      TestCa.bundle(trusted, newCa);
      tls.server().replaceWith(newCa.server("fresh"));
      tls.admin().replaceWith(newCa.client("fresh-root", "root"));
      etcd.restart();

      assertThat(read(source)).isEqualTo(2);
      assertThat(source.tlsReloadFailures()).isZero();
    }
  }

  @Test
  void halfWrittenFilesLeaveTheLastGoodOnesInForce() throws IOException {
    TestCa.Issued shown = ca.client("torn", "mirror");
    String whole = Files.readString(shown.cert());
    try (EtcdProcess etcd = EtcdProcess.start(EtcdOptions.standard().tls(ServerTls.of(ca)));
        GrpcEtcd source = connect(etcd.endpoint(), ca.file(), shown)) {
      assertThat(read(source)).isZero();
      Files.writeString(shown.cert(), whole.substring(0, whole.length() / 2));
      etcd.restart();

      assertThat(read(source)).isZero();
      assertThat(source.tlsReloadFailures()).isEqualTo(1);
      assertThat(source.tlsTrouble().orElseThrow()).contains(shown.cert().toString());

      Files.writeString(shown.cert(), whole);
      etcd.restart();

      assertThat(read(source)).isZero();
      assertThat(source.tlsTrouble()).isEmpty();
    }
  }

  /** While a server comes up again its connections fail for a while. */
  private static long read(GrpcEtcd etcd) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> etcd.range(ALL).await().count(), count -> true);
  }

  private static void awaitOpened(EtcdProcess etcd, WatchStream watch, String key) {
    try (IndependentClient client = etcd.client()) {
      client.put(key, "value");
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> watch.next(Duration.ofSeconds(1)) instanceof Message.Changed);
  }

  private static void assertFailureWith(TestCa.Issued server, String reason) {
    ServerTls tls = new ServerTls(ca.file(), server, ca.client("root-of-bad", "root"));
    try (EtcdProcess etcd = EtcdProcess.start(EtcdOptions.standard().tls(tls))) {
      assertFailure(etcd.endpoint(), ca.file(), ours, reason);
    }
  }

  private static void assertFailure(String url, Path trusted, TestCa.Issued client, String reason) {
    assertFailure(endpoint(url).withTls(files(trusted, client)), reason);
  }

  private static void assertFailure(EtcdEndpoint endpoint, String reason) {
    try (GrpcEtcd etcd = GrpcEtcd.connect(endpoint)) {
      assertThatThrownBy(() -> etcd.range(ALL).await())
          .isInstanceOf(EtcdException.class)
          .hasMessageContaining("source")
          .hasMessageContaining(reason);
    }
  }

  private static GrpcEtcd connect(String url, Path trusted, TestCa.Issued client) {
    return GrpcEtcd.connect(endpoint(url).withTls(files(trusted, client)));
  }

  private static TlsFiles files(Path trusted, TestCa.Issued client) {
    return new TlsFiles(
        Optional.of(trusted), Optional.of(new TlsFiles.Client(client.cert(), client.key())));
  }

  private static EtcdEndpoint endpoint(String url) {
    return EtcdEndpoint.of("source", List.of(url)).withCallTimeout(Duration.ofSeconds(5));
  }
}
