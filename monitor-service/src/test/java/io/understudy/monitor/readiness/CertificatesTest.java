package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.readiness.Facts.Certificate;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of a real etcd that asks every client for one, and of files. */
class CertificatesTest {

  private static final Instant END =
      Instant.now().plus(Duration.ofDays(40)).truncatedTo(ChronoUnit.SECONDS);

  @TempDir Path directory;

  private final Certificates certificates = new Certificates(Duration.ofSeconds(30));

  @Test
  void aServersIsReadThoughItIsNotTrustedAndWantsOneOfOurs() {
    TestCa ca = new TestCa(directory, "ca");
    List<String> names = List.of("127.0.0.1", "Platform.Example.com");
    ServerTls tls =
        new ServerTls(ca.file(), ca.server("etcd", names, END), ca.client("admin", "root"));
    try (EtcdProcess etcd = EtcdProcess.start(EtcdOptions.standard().tls(tls))) {
      Certificate shown = certificates.shownBy(etcd.endpoint());
      assertThat(shown.notAfter()).isEqualTo(END);
      assertThat(shown.notBefore()).isBefore(Instant.now());
      assertThat(shown.names()).containsExactly("127.0.0.1", "platform.example.com");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsShowsNone() {
    try (EtcdProcess etcd = EtcdProcess.start()) {
      assertThatThrownBy(() -> certificates.shownBy("https://" + etcd.address()))
          .isInstanceOf(NoAnswerException.class)
          .hasMessageStartingWith("shows no certificate");
    }
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForForEver() throws Exception {
    Certificates impatient = new Certificates(Duration.ofMillis(50));
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> impatient.shownBy("https://127.0.0.1:" + mute.getLocalPort()))
          .isInstanceOf(NoAnswerException.class);
    }
  }

  @Test
  void aFilesFirstIsRead() {
    TestCa.Issued client =
        new TestCa(directory, "ca").client("mirror", "mirror", END, TestCa.KeyFormat.PKCS8);
    assertThat(Certificates.in(client.cert()).notAfter()).isEqualTo(END);
    assertThat(Certificates.in(client.cert()).names()).isEmpty();
  }

  @Test
  void addressesAreWrittenInOneWay() {
    assertThat(Certificates.canonical("2001:DB8::1")).isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(Certificates.canonical("2001:db8:0:0::1")).isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(Certificates.canonical("192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(Certificates.canonical("*.Example.COM")).isEqualTo("*.example.com");
  }
}
