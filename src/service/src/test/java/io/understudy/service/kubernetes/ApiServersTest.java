package io.understudy.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.port.EtcdException;
import io.understudy.service.kubernetes.ApiServers.Listed;
import io.understudy.service.kubernetes.ApiServers.Server;
import io.understudy.service.settings.SiteApiSettings;
import io.understudy.service.settings.SiteApiSettings.Access;
import io.understudy.testkit.AnsweringApiServer;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two API servers behind an address that leads nowhere, each reached by itself over TLS: their
 * certificates name that address and not their own.
 */
class ApiServersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String VIP = "192.0.2.10";
  private static final String TOKEN = "first-token";
  private static final Supplier<Set<String>> NOTHING_FOUND = Set::of;

  @TempDir Path directory;

  private TestCa ca;
  private AnsweringApiServer one;
  private AnsweringApiServer two;

  @BeforeEach
  void start() {
    ca = new TestCa(directory, "ca");
    one = server("one", VIP).version("v1.34.1");
    two = server("two", VIP).version("v1.34.2");
  }

  private AnsweringApiServer server(String file, String name) {
    Instant end = Instant.now().plus(Duration.ofHours(1));
    return AnsweringApiServer.start("127.0.0.1", ca.server(file, List.of(name), end), TOKEN);
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  @Test
  void eachConfiguredServerAnswersForItself() throws IOException {
    try (ApiServers servers = servers(kubeconfig(""), List.of(one.address(), two.address()))) {
      Listed listed = servers.list();
      assertThat(listed.unlisted()).isEmpty();
      assertThat(listed.servers())
          .extracting(Server::address)
          .containsExactly(one.address(), two.address());
      assertThat(listed.servers())
          .extracting(ApiServersTest::version)
          .containsExactly("v1.34.1", "v1.34.2");
      assertThat(one.asked()).isEqualTo(1);
      assertThat(two.asked()).isEqualTo(1);
    }
  }

  @Test
  void withoutConfigurationTheyAreThoseThatAreFoundAndOnesThatGoAreClosed() throws IOException {
    Set<String> found = new LinkedHashSet<>(List.of(one.address(), two.address()));
    try (ApiServers servers = servers(kubeconfig(""), () -> Set.copyOf(found))) {
      KubernetesClient client = clientOf(servers.list(), one);
      KubernetesClient other = clientOf(servers.list(), two);
      assertThat(version(client)).isEqualTo("v1.34.1");
      found.remove(one.address());
      assertThat(servers.list().servers())
          .as("the client is kept")
          .containsExactly(new Server(two.address(), other));
      assertThatThrownBy(() -> version(client)).isInstanceOf(RuntimeException.class);
      assertThat(version(other)).isEqualTo("v1.34.2");
    }
  }

  @Test
  void whereNoneIsFoundTheGivenAddressIsTheOne() throws IOException {
    try (AnsweringApiServer given = server("given", "127.0.0.1");
        ApiServers servers = servers(token(given.address()), NOTHING_FOUND)) {
      Listed listed = servers.list();
      assertThat(listed.unlisted()).isEqualTo("none is on record in its etcd");
      assertThat(listed.servers()).extracting(Server::address).containsExactly(given.address());
      assertThat(version(listed.servers().getFirst())).isEqualTo("v1.34.1");
    }
  }

  @Test
  void whatAnyOneMayAnswerIsAskedAtTheGivenAddress() throws IOException {
    try (AnsweringApiServer given = server("given", "127.0.0.1").version("v1.34.3");
        ApiServers servers = servers(token(given.address()), List.of(one.address()))) {
      KubernetesClient common = servers.common();
      assertThat(version(common)).isEqualTo("v1.34.3");
      assertThat(servers.list().servers()).hasSize(1);
      assertThat(servers.common()).as("it is kept").isSameAs(common);
      assertThat(one.asked()).isZero();
    }
  }

  @Test
  void anEtcdThatIsSilentIsWhyTheyAreNotListed() throws IOException {
    EtcdException silent = new EtcdException(EtcdException.Kind.UNAVAILABLE, "source: no answer");
    try (ApiServers servers =
        servers(
            kubeconfig(""),
            () -> {
              throw silent;
            })) {
      assertThat(servers.list().unlisted()).isEqualTo("source: no answer");
      assertThat(servers.list().servers()).extracting(Server::address).containsExactly(VIP + ":1");
    }
  }

  @Test
  void aServerWhoseCertificateIsForAnotherNameIsNotAsked() throws IOException {
    try (AnsweringApiServer other = server("other", "127.0.0.1");
        ApiServers servers = servers(kubeconfig(""), List.of(other.address()))) {
      Server server = servers.list().servers().getFirst();
      assertThatThrownBy(() -> version(server))
          .hasStackTraceContaining("its certificate does not name " + VIP);
      assertThat(other.asked()).isZero();
    }
  }

  @Test
  void aServerOfAnotherCaIsNotAsked() throws IOException {
    TestCa others = new TestCa(directory, "others");
    TestCa.Issued shown =
        others.server("api", List.of(VIP), Instant.now().plus(Duration.ofHours(1)));
    try (AnsweringApiServer other = AnsweringApiServer.start("127.0.0.1", shown, TOKEN);
        ApiServers servers = servers(kubeconfig(""), List.of(other.address()))) {
      Server server = servers.list().servers().getFirst();
      assertThatThrownBy(() -> version(server)).hasStackTraceContaining("PKIX path");
      assertThat(other.asked()).isZero();
    }
  }

  @Test
  void aKubeconfigMaySayAnotherNameToVerify() throws IOException {
    try (AnsweringApiServer named = server("named", "api.example.com");
        ApiServers servers =
            servers(kubeconfig("tls-server-name: API.example.com,"), List.of(named.address()))) {
      assertThat(version(servers.list().servers().getFirst())).isEqualTo("v1.34.1");
    }
  }

  @Test
  void aTokenFileIsReadAgainForEachCall() throws IOException {
    Access access = token(VIP + ":1");
    Path file = ((Access.Token) access).token();
    Files.writeString(file, "not yet the right one");
    try (ApiServers servers = servers(access, List.of(one.address()))) {
      Server server = servers.list().servers().getFirst();
      assertThatThrownBy(() -> version(server)).hasMessageContaining("401");
      Files.writeString(file, TOKEN + "\n");
      assertThat(version(server)).isEqualTo("v1.34.1");
    }
  }

  @Test
  void thisProcesssOwnClusterNeedsNoConfiguration() {
    Config own = new ConfigBuilder(Config.empty()).build();
    own.setMasterUrl("https://" + VIP + ":443/");
    own.setOauthToken(TOKEN);
    own.setCaCertFile(ca.file().toString());
    try (KubernetesClient cluster = new KubernetesClientBuilder().withConfig(own).build();
        ApiServers servers =
            new ApiServers(
                new SiteApiSettings("standby", Optional.empty(), List.of()),
                Optional.of(new ApiClient(() -> cluster)),
                () -> Set.of(two.address()),
                PATIENCE)) {
      assertThat(version(servers.list().servers().getFirst())).isEqualTo("v1.34.2");
      assertThat(own.getMasterUrl()).as("it is not changed").contains(VIP);
    }
  }

  @Test
  void withoutAccessItSaysWhichPropertiesAreMissing() {
    try (ApiServers servers =
        new ApiServers(
            new SiteApiSettings("primary", Optional.empty(), List.of()),
            Optional.empty(),
            NOTHING_FOUND,
            PATIENCE)) {
      assertThatThrownBy(servers::list)
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("understudy.primary.kubeconfig-file")
          .hasMessageContaining("understudy.primary.api-url");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clusters: [{{canary",
        "users:\n- name: u\n  user:\n    token: canary: b\n",
        "users: [{name: u, user: {token: [canary]}}]",
        "current-context: it\nusers: canary",
        "canary",
      })
  void aKubeconfigThatCannotBeReadIsSaidWithoutItsContent(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("bad"), text);
    try (ApiServers servers = servers(new Access.Kubeconfig(file), NOTHING_FOUND)) {
      Throwable refusal = catchThrowable(servers::list);
      assertThat(refusal)
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("primary");
      assertThat(ClientFailures.text((KubernetesClientException) refusal)).doesNotContain("canary");
      for (Throwable at = refusal; at != null; at = at.getCause()) {
        assertThat(at).hasMessageNotContaining("canary");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"canary-1\ncanary-2", "\uFEFFcanary-1"})
  void aTokenThatIsNoneIsSaidWithoutItsContent(String text) throws IOException {
    Access access = token(VIP + ":1");
    Files.writeString(((Access.Token) access).token(), text);
    try (ApiServers servers = servers(access, List.of(one.address()))) {
      Server server = servers.list().servers().getFirst();
      Throwable refusal = catchThrowable(() -> version(server));
      assertThat(refusal).hasStackTraceContaining("holds no token");
      for (Throwable at = refusal; at != null; at = at.getCause()) {
        assertThat(at).hasMessageNotContaining("canary");
      }
      assertThat(one.asked()).isZero();
    }
  }

  private ApiServers servers(Access access, List<String> configured) {
    return new ApiServers(
        new SiteApiSettings("primary", Optional.of(access), configured),
        Optional.empty(),
        NOTHING_FOUND,
        PATIENCE);
  }

  private ApiServers servers(Access access, Supplier<Set<String>> finder) {
    return new ApiServers(
        new SiteApiSettings("primary", Optional.of(access), List.of()),
        Optional.empty(),
        finder,
        PATIENCE);
  }

  private static KubernetesClient clientOf(Listed listed, AnsweringApiServer server) {
    return listed.servers().stream()
        .filter(one -> one.address().equals(server.address()))
        .findFirst()
        .orElseThrow()
        .client();
  }

  private static String version(Server server) {
    return version(server.client());
  }

  private static String version(KubernetesClient client) {
    return client.getKubernetesVersion().getGitVersion();
  }

  private Access token(String address) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN);
    return new Access.Token(URI.create("https://" + address), file, Optional.of(ca.file()));
  }

  private Access kubeconfig(String ofCluster) throws IOException {
    return new Access.Kubeconfig(
        Files.writeString(
            directory.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            current-context: it
            clusters:
            - name: c
              cluster: {%s certificate-authority: "%s", server: "https://%s:1"}
            users: [{name: u, user: {token: %s}}]
            contexts: [{name: it, context: {cluster: c, user: u}}]
            """
                .formatted(ofCluster, ca.file(), VIP, TOKEN)));
  }
}
