package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.understudy.core.readiness.Facts.ClockOffset;
import io.understudy.core.readiness.Facts.SecretsRead;
import io.understudy.core.readiness.Facts.TokenKeys;
import io.understudy.service.kubernetes.ApiServers;
import io.understudy.service.settings.SiteApiSettings;
import io.understudy.service.settings.SiteApiSettings.Access;
import io.understudy.testkit.AnsweringApiServer;
import io.understudy.testkit.GrantedRights;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of an API server, against one that keeps objects and one that answers as told. */
class ApiServerTest {

  private static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  /** An API server that keeps what it is given. */
  @EnableKubernetesMockClient(crud = true)
  static class Keeping {

    @RegisterExtension
    static final GrantedRights RIGHTS =
        GrantedRights.of("etcd-sync-monitor", "cpaas-system", ApiServerTest.class);

    KubernetesClient client;

    @Test
    void secretsAreListedAndCounted() {
      for (String name : new String[] {"one", "two"}) {
        client
            .secrets()
            .inNamespace("a")
            .resource(new SecretBuilder().withNewMetadata().withName(name).endMetadata().build())
            .create();
      }
      assertThat(server(RIGHTS.bound(client)).secrets(500)).isEqualTo(new SecretsRead(2, ""));
    }

    @Test
    void aClusterWithoutSecretsHasNone() {
      assertThat(server(client).secrets(500)).isEqualTo(new SecretsRead(0, ""));
    }
  }

  /** An API server that says what it is told to. */
  @EnableKubernetesMockClient
  static class Told {
    KubernetesMockServer server;
    KubernetesClient client;

    /** As ours are: what fails is asked again anyway. */
    @BeforeEach
    void doNotRetry() {
      client =
          server.createClient(
              builder -> builder.editOrNewConfig().withRequestRetryBackoffLimit(0).endConfig());
    }

    @AfterEach
    void close() {
      client.close();
    }

    @Test
    void aSecretThatCannotBeDecryptedIsRefused() {
      server
          .expect()
          .get()
          .withPath("/api/v1/secrets?limit=9")
          .andReturn(500, Map.of("kind", "Status", "message", "unable to transform key"))
          .always();
      assertThat(server(client).secrets(9))
          .isEqualTo(new SecretsRead(0, "unable to transform key"));
    }

    @Test
    void withoutTheRightItIsNotKnown() {
      server
          .expect()
          .get()
          .withPath("/api/v1/secrets?limit=9")
          .andReturn(403, Map.of("kind", "Status", "message", "secrets is forbidden"))
          .always();
      assertThatThrownBy(() -> server(client).secrets(9))
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("list Secrets (403): secrets is forbidden");
    }

    @Test
    void theKeysOfTokensAreReadWhateverTheirNames() {
      server
          .expect()
          .get()
          .withPath("/.well-known/openid-configuration")
          .andReturn(200, Map.of("issuer", "https://issuer"))
          .always();
      server
          .expect()
          .get()
          .withPath("/openid/v1/jwks")
          .andReturn(
              200,
              Map.of(
                  "keys",
                  new Object[] {
                    Map.of("kid", "a", "n", "modulus"), Map.of("kid", "b", "x", "1", "y", "2")
                  }))
          .always();
      assertThat(server(client).tokenKeys())
          .isEqualTo(new TokenKeys("https://issuer", Set.of("modulus", "1")));
    }

    @Test
    void anAnswerThatIsLongerThanAnyThatIsMeantIsNoAnswer() {
      server
          .expect()
          .get()
          .withPath("/.well-known/openid-configuration")
          .andReturn(200, Map.of("issuer", "x".repeat(17 << 20)))
          .always();
      assertThatThrownBy(() -> server(client).tokenKeys())
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("it does not answer");
    }

    @Test
    void anAnswerThatIsNoJsonIsNoAnswer() {
      server.expect().get().withPath("/openid/v1/jwks").andReturn(200, "<html>").always();
      assertThatThrownBy(() -> server(client).tokenKeys()).isInstanceOf(NoAnswerException.class);
    }
  }

  @Test
  void theClockIsReadOfTheAnswersHeader() throws IOException {
    TestCa ca = new TestCa(directory, "ca");
    try (AnsweringApiServer api = AnsweringApiServer.start("127.0.0.1", ca.server("api"), "token");
        ApiServers servers = servers(api, ca)) {
      KubernetesClient client = servers.list().servers().getFirst().client();
      Instant before = Instant.now();
      ClockOffset offset = server(client).clock();
      assertThat(offset.ahead())
          .isBetween(
              Duration.between(NOW, before).minusSeconds(1),
              Duration.between(NOW, Instant.now()).plusSeconds(1));
      assertThat(offset.unsure()).isEqualTo(Duration.ofMillis(500));
    }
  }

  @Test
  void aCertificateThatIsNotForItIsWhyThereIsNoAnswer() throws IOException {
    TestCa ca = new TestCa(directory, "ca");
    TestCa.Issued other = ca.server("other", List.of("192.0.2.1"), Instant.now().plusSeconds(3600));
    try (AnsweringApiServer api = AnsweringApiServer.start("127.0.0.1", other, "token");
        ApiServers servers = servers(api, ca)) {
      KubernetesClient client = servers.list().servers().getFirst().client();
      assertThatThrownBy(() -> server(client).version())
          .isInstanceOf(NoAnswerException.class)
          .hasMessage("it does not answer: its certificate does not name 127.0.0.1");
    }
  }

  private ApiServers servers(AnsweringApiServer api, TestCa ca) throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "token");
    Access access =
        new Access.Token(URI.create("https://" + api.address()), token, Optional.of(ca.file()));
    return new ApiServers(
        new SiteApiSettings("standby", Optional.of(access), List.of()),
        Optional.empty(),
        Set::of,
        PATIENCE);
  }

  private static ApiServer server(KubernetesClient client) {
    return new ApiServer(client, PATIENCE, InstantSource.fixed(NOW));
  }
}
