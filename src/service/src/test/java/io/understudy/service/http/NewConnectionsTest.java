package io.understudy.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a server that is asked nothing, and speaks HTTP/1.1 alone as the services do. */
class NewConnectionsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Set<ChannelHandlerContext> seen = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final NewConnections connections = new NewConnections(this::see);
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(request -> request.response().end())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void see(ChannelHandlerContext connection) {
    if (failing.get()) {
      failing.set(false);
      throw new IllegalStateException("a defect");
    }
    seen.add(connection);
  }

  @Test
  void everyConnectionIsFoundThoughNothingCameByItAndALookHasFailed() throws Exception {
    failing.set(true);
    connections.begin(((VertxInternal) vertx).getEventLoopGroup());
    try (Socket one = new Socket("127.0.0.1", server.actualPort());
        Socket other = new Socket("127.0.0.1", server.actualPort())) {
      await().atMost(PATIENCE).until(seen::size, found -> found == 2);

      assertThat(failing).isFalse();
      assertThat(seen)
          .extracting(connection -> connection.channel().remoteAddress().toString())
          .containsExactlyInAnyOrder(
              "/127.0.0.1:" + one.getLocalPort(), "/127.0.0.1:" + other.getLocalPort());
    }
    connections.end();
  }
}
