package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.understudy.core.readiness.Facts.ClockOffset;
import io.understudy.monitor.settings.ReadinessSettings.PrimaryApi;
import io.understudy.monitor.settings.TestSettings;
import io.understudy.service.kubernetes.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the API servers are reached: by kubeconfig, by address and token, or not at all. */
class ApiClientsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ApiClient NO_CLUSTER =
      new ApiClient(
          () -> {
            throw new IllegalStateException("there is no cluster here");
          });

  @TempDir Path directory;

  private final AtomicReference<String> authorization = new AtomicReference<>("");
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/version",
        exchange -> {
          authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = "{\"gitVersion\":\"v1.34.1\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aKubeconfigLeadsToTheServerThatItNames() throws IOException {
    try (ApiClients clients = clients(new PrimaryApi.Kubeconfig(kubeconfig()))) {
      assertThat(api(clients, InstantSource.system()).version()).isEqualTo("v1.34.1");
      assertThat(authorization).hasValue("Bearer of-the-kubeconfig");
    }
  }

  @Test
  void aTokenFileIsReadAgainForEachCall() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "first\n");
    try (ApiClients clients =
        clients(new PrimaryApi.Given(URI.create(url()), token, Optional.empty()))) {
      ApiServer api = api(clients, InstantSource.system());
      api.version();
      assertThat(authorization).hasValue("Bearer first");
      Files.writeString(token, "second\n");
      api.version();
      assertThat(authorization).hasValue("Bearer second");
    }
  }

  @Test
  void theClockIsReadOfTheAnswersHeader() throws IOException {
    Instant ours = Instant.parse("2026-03-01T03:00:00Z");
    try (ApiClients clients = clients(new PrimaryApi.Kubeconfig(kubeconfig()))) {
      Instant before = Instant.now();
      ClockOffset offset = api(clients, InstantSource.fixed(ours)).clock();
      assertThat(offset.ahead())
          .isBetween(
              Duration.between(ours, before).minusSeconds(1),
              Duration.between(ours, Instant.now()).plusSeconds(1));
      assertThat(offset.unsure()).isEqualTo(Duration.ofMillis(500));
    }
  }

  @Test
  void withoutAccessItSaysWhichPropertiesAreMissing() {
    try (ApiClients clients =
        new ApiClients(TestSettings.readiness(), false, NO_CLUSTER, PATIENCE)) {
      assertThatThrownBy(clients::primary)
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("understudy.primary.kubeconfig-file");
      assertThatThrownBy(clients::standby)
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("understudy.standby.kubeconfig-file");
    }
  }

  @Test
  void aClientThatCannotBeMadeIsNoAnswer() {
    try (ApiClients clients =
        new ApiClients(TestSettings.readiness(), true, NO_CLUSTER, PATIENCE)) {
      assertThatThrownBy(clients::standby)
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("cannot be made");
    }
  }

  private ApiClients clients(PrimaryApi primary) {
    return new ApiClients(TestSettings.readiness(primary), false, NO_CLUSTER, PATIENCE);
  }

  private static ApiServer api(ApiClients clients, InstantSource time) {
    return new ApiServer("primary", clients::primary, PATIENCE, time);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Path kubeconfig() throws IOException {
    return Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: it
        clusters: [{name: c, cluster: {server: "%s"}}]
        users: [{name: u, user: {token: of-the-kubeconfig}}]
        contexts: [{name: it, context: {cluster: c, user: u}}]
        """
            .formatted(url()));
  }
}
