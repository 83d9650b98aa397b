package io.understudy.failover.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.testkit.TestCa;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are too long, or of somebody else. */
class WebCallsTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void ofALongAnswerTheBeginningIsRead() throws Exception {
    String body = "x".repeat(3 * WebCalls.MAX_BODY_BYTES);
    try (WebServer server = WebServer.http(n -> new WebServer.Reply(200, Map.of(), body))) {
      WebAnswer answer = ask("http://127.0.0.1:" + server.port() + "/", Optional.empty());

      assertThat(answer.body()).hasSize(WebCalls.MAX_BODY_BYTES);
    }
  }

  @Test
  void oneWithoutEndIsCutOff() throws Exception {
    CountDownLatch cutOff = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Thread.ofPlatform().daemon().start(() -> writeWithoutEnd(server, cutOff));

      WebAnswer answer = ask("http://127.0.0.1:" + server.getLocalPort() + "/", Optional.empty());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).hasSize(WebCalls.MAX_BODY_BYTES);
      assertThat(cutOff.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void writeWithoutEnd(ServerSocket server, CountDownLatch cutOff) {
    try (Socket client = server.accept()) {
      BufferedReader asked =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      while (!asked.readLine().isEmpty()) {}
      OutputStream out = client.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] part = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
      while (true) {
        out.write(part);
      }
    } catch (IOException gone) {
      cutOff.countDown();
    }
  }

  @Test
  void aCertificateOfItsOwnOrOneThatHasExpiredIsNone(@TempDir Path directory) {
    TestCa ca = new TestCa(directory, "ca");
    TestCa other = new TestCa(directory, "other");
    List<String> names = List.of("127.0.0.1");
    Instant soon = Instant.now().plus(Duration.ofHours(1));
    Instant past = Instant.now().minus(Duration.ofHours(1));

    for (TestCa.Issued shown :
        List.of(other.server("unknown", names, soon), ca.server("expired", names, past))) {
      try (WebServer server = WebServer.https(shown, n -> WebServer.Reply.of(200))) {
        assertThatThrownBy(
                () ->
                    ask(
                        "https://127.0.0.1:" + server.port() + "/",
                        Optional.of(ca.file().toString())))
            .isInstanceOf(NoWebAnswerException.class);
        assertThat(server.asked()).isEmpty();
      }
    }
  }

  private static WebAnswer ask(String url, Optional<String> caFile)
      throws NoWebAnswerException, InterruptedException {
    return new WebCalls(vertx)
        .call(WebRequest.get(WebAddress.of(url), Optional.empty(), caFile, LONG));
  }
}
