package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.understudy.core.readiness.Facts.SyncState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyncStatusTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LEADER =
      """
      {"phase":"tail","reason":"following","role":"leader","continuity":"proven",
       "replicatedTime":"2026-01-01T00:00:00Z","sourceRevision":12,
       "revisionLead":{"revisions":9,"wanted":10000}}""";
  private static final String FOLLOWER =
      """
      {"phase":"following","reason":"","role":"follower","continuity":"unknown",
       "replicatedTime":null,"sourceRevision":null,"revisionLead":null}""";

  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theLeadersStatusIsRead() {
    answer(200, LEADER);
    assertThat(read())
        .isEqualTo(
            new SyncState(
                "tail",
                "following",
                "proven",
                Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
                Optional.of(12L),
                Optional.of(10_000L)));
    assertThat(calls).hasValue(1);
  }

  @Test
  void amongReplicasTheLeaderIsLookedFor() {
    answer(200, FOLLOWER, FOLLOWER, LEADER);
    assertThat(read().phase()).isEqualTo("tail");
    assertThat(calls).hasValue(3);
  }

  @Test
  void aFollowerMustDoWhereNoLeaderIsFound() {
    answer(200, FOLLOWER);
    assertThat(read())
        .isEqualTo(
            new SyncState(
                "following", "", "unknown", Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(calls).hasValue(5);
  }

  @Test
  void whatIsNoStatusIsNoAnswer() {
    answer(503, "");
    assertThatThrownBy(this::read).hasMessage("sync-service answers 503");
    server.removeContext("/api/v1/status");
    answer(200, "<html>");
    assertThatThrownBy(this::read).isInstanceOf(NoAnswerException.class);
  }

  @Test
  void withoutAnAddressItSaysWhichPropertyIsMissing() {
    assertThatThrownBy(() -> new SyncStatus(Optional.empty(), PATIENCE).read())
        .hasMessage("understudy.sync.url is not configured");
  }

  @Test
  void nobodyThereIsNoAnswer() {
    URI gone = address();
    server.stop(0);
    assertThatThrownBy(() -> new SyncStatus(Optional.of(gone), PATIENCE).read())
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("does not answer at " + gone);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private SyncState read() {
    return new SyncStatus(Optional.of(address()), PATIENCE).read();
  }

  /** One answer after another, the last one again and again. */
  private void answer(int code, String... bodies) {
    server.createContext(
        "/api/v1/status",
        exchange -> {
          int call = Math.min(calls.getAndIncrement(), bodies.length - 1);
          byte[] body = bodies[call].getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }
}
