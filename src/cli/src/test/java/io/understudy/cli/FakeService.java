package io.understudy.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service on loopback that gives the answers it was told, and remembers what it was asked. */
final class FakeService implements AutoCloseable {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * An answer.
   *
   * @param held whether the connection is held open afterwards, in silence
   */
  record Reply(int status, String type, String body, boolean held) {}

  /**
   * A question.
   *
   * @param call method, path and query, for example {@code GET /check?full=true}
   */
  record Asked(String call, Map<String, List<String>> headers, String body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }
  }

  FakeService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException("no free port on loopback", failure);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The last one given for a call goes on being given. */
  FakeService on(String call, int status, String type, String body) {
    replies
        .computeIfAbsent(call, unknown -> new ArrayDeque<>())
        .add(new Reply(status, type, body, false));
    return this;
  }

  /** One whose body does not end before this is closed. */
  FakeService held(String call, String type, String body) {
    replies
        .computeIfAbsent(call, unknown -> new ArrayDeque<>())
        .add(new Reply(OK, type, body, true));
    return this;
  }

  FakeService on(String call, int status, String json) {
    return on(call, status, "application/json", json);
  }

  FakeService problem(String call, int status, String title, String detail) {
    String body =
        "{\"status\":%d,\"title\":\"%s\",\"detail\":\"%s\"}".formatted(status, title, detail);
    return on(call, status, "application/problem+json", body);
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.add(new Asked(call, Map.copyOf(exchange.getRequestHeaders()), body));
      Reply reply = next(call);
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      long length = bytes.length == 0 ? -1 : bytes.length;
      // Zero is what the server takes for a length that is not known.
      exchange.sendResponseHeaders(reply.status(), reply.held() ? 0 : length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
        out.flush();
        if (reply.held()) {
          closed.await();
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply next(String call) {
    Deque<Reply> waiting = replies.getOrDefault(call, new ArrayDeque<>());
    synchronized (waiting) {
      if (waiting.isEmpty()) {
        return new Reply(NOT_FOUND, "application/json", "{\"title\":\"No such call\"}", false);
      }
      return waiting.size() > 1 ? waiting.remove() : waiting.element();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
