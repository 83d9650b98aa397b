package io.understudy.service.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import io.understudy.service.settings.RestSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void anAnswerWithoutEndIsReadNoFurtherThanAnyThatIsMeant() throws InterruptedException {
    CountDownLatch cutOff = new CountDownLatch(1);
    server.createContext(
        "/endless",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[1 << 20];
            while (cutOff.getCount() > 0) {
              exchange.getResponseBody().write(part);
            }
          } catch (IOException gone) {
            cutOff.countDown();
          }
        });

    assertThatThrownBy(() -> client.get("/endless", LONG))
        .isInstanceOf(NotReachedException.class)
        .hasMessageContaining("sync-service")
        .hasMessageContaining("more than " + BoundedText.MAX_BYTES + " bytes");
    assertThat(cutOff.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
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

  /** As the kubelet renews a projected token: a link to a directory is made to lead elsewhere. */
  @Test
  void aTokenThatIsRenewedIsShownFromTheNextCallOn(@TempDir Path mount) throws Exception {
    List<String> shown = new CopyOnWriteArrayList<>();
    server.createContext(
        "/change",
        exchange -> {
          try (exchange) {
            shown.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
          }
        });
    Path file = mount.resolve("token");
    Files.createSymbolicLink(file, Path.of("..data", "token"));
    project(mount, "first");
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    RestClient caller =
        new RestClient(
            "sync-service",
            new RestSettings("sync", Optional.of(address), Optional.of(file), LONG));

    caller.post("/change", JsonNodeFactory.instance.objectNode(), Map.of());
    project(mount, "second");
    caller.post("/change", JsonNodeFactory.instance.objectNode(), Map.of());
    Files.delete(mount.resolve("..data"));

    assertThat(shown).containsExactly("Bearer first", "Bearer second");
    assertThatThrownBy(
            () -> caller.post("/change", JsonNodeFactory.instance.objectNode(), Map.of()))
        .isInstanceOf(NotReachedException.class)
        .hasMessageContaining("understudy.sync.token-file names cannot be read");
    assertThat(shown).hasSize(2);
  }

  /** What sends a header repeats it as it refuses it, and a log would have that. */
  @ParameterizedTest
  @ValueSource(strings = {"\uFEFFcanary-1", "canary-1\ncanary-2", "canary-1\u4e2d"})
  void whatIsNoTokenIsRefusedWithoutItsContent(String content, @TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("token"), content + "\n");
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    RestClient caller =
        new RestClient(
            "sync-service",
            new RestSettings("sync", Optional.of(address), Optional.of(file), LONG));

    assertThatThrownBy(
            () -> caller.post("/change", JsonNodeFactory.instance.objectNode(), Map.of()))
        .isInstanceOf(NotReachedException.class)
        .hasMessageContaining("understudy.sync.token-file names holds no token")
        .hasMessageNotContaining("canary")
        .hasNoCause();
  }

  private static void project(Path mount, String token) throws IOException {
    Path version = Files.createDirectory(mount.resolve(".." + token));
    Files.writeString(version.resolve("token"), token);
    Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), version.getFileName());
    Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }
}
