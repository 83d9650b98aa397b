package io.understudy.sync.replica;

import static io.understudy.sync.replica.TestLink.KEYS;
import static io.understudy.sync.replica.TestLink.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.sync.status.Status;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that do not do: the end and the reason are told; the right file is enough. */
class BadCertificatesTest {

  private static final Bytes KEY = Bytes.utf8("/registry/configmaps/default/one");
  private static final List<String> HOSTS = List.of("127.0.0.1", "localhost");

  @TempDir private Path directory;

  private final TestLink link = new TestLink();

  @AfterEach
  void close() {
    link.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "target"})
  void aWrongCaIsToldUntilTheFileHoldsTheRightOne(String end) throws IOException {
    TestCa right = new TestCa(directory, "right");
    TestCa wrong = new TestCa(directory, "wrong");
    ServerTls tls = ServerTls.of(right);
    Path trusted = Files.copy(wrong.file(), directory.resolve("trusted.pem"));
    failsAndGoesOn(
        end, tls, trusted, "not signed by a CA", () -> TestCa.bundle(trusted, wrong, right));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "target"})
  void anExpiredServerCertificateIsToldUntilItIsRenewed(String end) {
    TestCa ca = new TestCa(directory, "ca");
    Instant past = Instant.now().minus(Duration.ofHours(1));
    TestCa.Issued server = ca.server("expired", HOSTS, past);
    ServerTls tls = new ServerTls(ca.file(), server, ca.client("admin", "root"));
    failsAndGoesOn(
        end, tls, ca.file(), "has expired", () -> server.replaceWith(ca.server("renewed")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "target"})
  void aBadNewFileIsToldBeforeTheNextConnectionNeedsIt(String end) throws IOException {
    TestCa ca = new TestCa(directory, "ca");
    ServerTls tls = ServerTls.of(ca);
    try (EtcdProcess secured = EtcdProcess.start(EtcdOptions.standard().tls(tls));
        Replica replica = link.start("one", properties(end, secured, tls, ca.file()))) {
      await(replica, Status::sound);
      byte[] good = Files.readAllBytes(tls.admin().cert());

      Files.writeString(tls.admin().cert(), "no certificate");
      Status warned =
          await(replica, status -> says(trouble(end, status), tls.admin().cert().toString()));
      assertThat(error(end, warned)).isNull();
      assertThat(warned.sound()).isTrue();

      Files.write(tls.admin().cert(), good);
      await(replica, status -> trouble(end, status) == null);
    }
  }

  private void failsAndGoesOn(
      String end, ServerTls tls, Path trusted, String reason, Runnable mend) {
    try (EtcdProcess secured = EtcdProcess.start(EtcdOptions.standard().tls(tls));
        Replica replica = link.start("one", properties(end, secured, tls, trusted))) {
      if (end.equals("target")) {
        link.source.put(KEY, Bytes.utf8("a"));
      }
      Status failed = await(replica, status -> says(error(end, status), reason));

      assertThat(error(end.equals("source") ? "target" : "source", failed)).isNull();
      assertThat(link.target.all(0).keySet()).isSubsetOf(KEYS.term(), KEYS.leader());

      mend.run();
      await(replica, Status::sound);
      assertThat(error(end, TestLink.sampled(replica))).isNull();
      if (end.equals("target")) {
        try (IndependentClient client = secured.client()) {
          assertThat(client.get(KEY).orElseThrow().value()).isEqualTo(Bytes.utf8("a"));
        }
      }
    }
  }

  private static Map<String, String> properties(
      String end, EtcdProcess secured, ServerTls tls, Path trusted) {
    Map<String, String> properties = new HashMap<>();
    properties.put("scope.profile", "everything");
    properties.put(end + ".endpoints", secured.endpoint());
    properties.put(end + ".tls.ca-file", trusted.toString());
    properties.put(end + ".tls.cert-file", tls.admin().cert().toString());
    properties.put(end + ".tls.key-file", tls.admin().key().toString());
    return properties;
  }

  private static boolean says(@Nullable String error, String reason) {
    return error != null && error.contains(reason);
  }

  private static @Nullable String trouble(String end, Status status) {
    return end.equals("source") ? status.sourceTlsTrouble() : status.targetTlsTrouble();
  }

  private static @Nullable String error(String end, Status status) {
    return end.equals("source") ? status.sourceError() : status.targetError();
  }
}
