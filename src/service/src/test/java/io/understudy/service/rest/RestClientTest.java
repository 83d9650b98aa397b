package io.understudy.service.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.understudy.service.settings.RestSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestClientTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration BRIEF = Duration.ofMillis(500);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch ended = new CountDownLatch(1);
  private HttpServer server;
  private RestClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    client =
        new RestClient(
            "sync-service", new RestSettings("sync", Optional.of(address), Optional.empty(), LONG));
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.close();
  }

  /** Half of a body, and then nothing. */
  private void hanging() {
    server.createContext(
        "/half",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write("{\"a\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            ended.await();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void answering(int status, String type, String body) {
    server.createContext(
        "/it",
        exchange -> {
          try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Retry-After", "7");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aBodyThatDoesNotEndIsWaitedForNoLongerThanTheCallMayTake() {
    hanging();

    assertThatThrownBy(() -> client.get("/half", BRIEF))
        .isInstanceOf(NotReachedException.class)
        .hasMessageContaining("does not answer");
    assertThatThrownBy(() -> client.read("/half", BRIEF, RestClientTest::text))
        .isInstanceOf(NotReachedException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void aLongAnswerIsReadAsItComes() throws NotReachedException {
    answering(409, "application/json;charset=UTF-8", "{\"a\":1}");

    RestClient.Reply<String> reply = client.read("/it", LONG, RestClientTest::text);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.body()).contains("{\"a\":1}");
  }

  @Test
  void aProblemIsToldInItsWordsAndNotGivenToTheReader() throws NotReachedException {
    answering(503, "application/problem+json", "{\"title\":\"Not now\",\"detail\":\"a copy\"}");

    RestClient.Reply<String> reply =
        client.read(
            "/it",
            LONG,
            body -> {
              throw new IOException("read");
            });

    assertThat(reply.body()).isEmpty();
    assertThat(reply.detail()).isEqualTo("Not now: a copy");
    assertThat(reply.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void whatTheReaderDoesNotUnderstandIsToldWithItsReason() {
    answering(200, "application/json", "[]");

    assertThatThrownBy(
            () ->
                client.read(
                    "/it",
                    LONG,
                    body -> {
                      throw new IOException("not a JSON object");
                    }))
        .isInstanceOf(NotReachedException.class)
        .hasMessageContaining("not a JSON object");
  }
}
