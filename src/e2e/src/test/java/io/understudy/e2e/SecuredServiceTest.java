package io.understudy.e2e;

import static io.understudy.e2e.Values.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.understudy.core.port.Bytes;
import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdRoles;
import io.understudy.testkit.ServerTls;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it is shipped, over TLS and with users: all of it by its properties. */
class SecuredServiceTest {

  private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC");

  @TempDir private Path directory;

  @Test
  void itMirrorsOverTlsAsTheUsersOfTheDocumentation() throws IOException {
    TestCa ca = new TestCa(directory, "ca");
    EtcdOptions options = EtcdOptions.standard().tls(ServerTls.of(ca));
    try (TwoEtcds etcds = new TwoEtcds(options, options)) {
      EtcdRoles atSource = new EtcdRoles(etcds.sourceProcess(), directory);
      Path password = atSource.passwordFile("source", "password-of-source");
      atSource.run("source-role-registry-and-own", "source-user").enable();
      new EtcdRoles(etcds.targetProcess(), directory)
          .run("target-role", "target-user-by-certificate")
          .enable();
      Bytes key = configMap(etcds.source(), "first");
      Map<String, String> environment = environment(etcds, ca, password);
      Path log = directory.resolve("sync-service.log");
      try (SyncService service = SyncService.start(environment, log, SMALL)) {
        await()
            .atMost(Duration.ofMinutes(2))
            .failFast("it has ended", () -> !service.isRunning())
            .until(() -> etcds.targetHas(key));
        etcds.awaitEqual();
      }
      etcds.replay(TwoEtcds.profile("acp-global"));
      assertThat(Files.readString(log))
          .contains("continuity is unproven")
          .doesNotContain("password-of-source");
    }
  }

  private static Map<String, String> environment(TwoEtcds etcds, TestCa ca, Path password) {
    TestCa.Issued nobody = ca.client("nobody", "nobody-in-particular");
    TestCa.Issued target = ca.client("target", "understudy-target");
    Map<String, String> environment = new HashMap<>();
    environment.put("UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint());
    environment.put("UNDERSTUDY_SOURCE_USERNAME", "understudy-source");
    environment.put("UNDERSTUDY_SOURCE_PASSWORD_FILE", password.toString());
    environment.put("UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint());
    put(environment, "SOURCE", ca, nobody);
    put(environment, "TARGET", ca, target);
    return environment;
  }

  private static void put(
      Map<String, String> environment, String end, TestCa ca, TestCa.Issued client) {
    environment.put("UNDERSTUDY_" + end + "_TLS_CA_FILE", ca.file().toString());
    environment.put("UNDERSTUDY_" + end + "_TLS_CERT_FILE", client.cert().toString());
    environment.put("UNDERSTUDY_" + end + "_TLS_KEY_FILE", client.key().toString());
  }
}
