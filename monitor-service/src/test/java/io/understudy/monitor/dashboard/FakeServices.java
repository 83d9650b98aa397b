package io.understudy.monitor.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as failover-service and sync-service, and remembers what it was asked. */
public class FakeServices implements QuarkusTestResourceLifecycleManager {

  static final int ANSWER_MAX_BYTES = 65_536;
  static final int REQUEST_MAX_BYTES = 1_024;
  static final int MOST_FOLLOWERS = 2;

  /** Of operations that answer in a way of their own. */
  static final String LARGE = "aa";

  static final String REDIRECTS = "ab";
  static final String NO_JSON = "ac";
  static final String HANGS_UP = "ad";
  static final String SILENT = "ae";
  static final String UNKNOWN = "af";

  static final List<Call> CALLS = new CopyOnWriteArrayList<>();

  /** Lets the next event of a stream go. */
  static final Semaphore NEXT_EVENT = new Semaphore(0, true);

  /** Streams that are open. */
  static final AtomicInteger STREAMS = new AtomicInteger();

  /** While it is so, sync-service says nothing of its status. */
  static final AtomicBoolean STATUS_IS_SILENT = new AtomicBoolean();

  /** Argument: how long monitor-service waits for these. */
  static final String READ_TIMEOUT_MS = "read-timeout-ms";

  private static final long PATIENCE_SECONDS = 120;

  private String readTimeoutMs = "5000";

  private HttpServer server;
  private ExecutorService threads;

  /**
   * What was asked.
   *
   * @param token the header as it came
   */
  record Call(
      String method, String path, Optional<String> token, Optional<String> key, String body) {}

  static List<Call> calls(String path) {
    return CALLS.stream().filter(call -> call.path().equals(path)).toList();
  }

  @Override
  public void init(Map<String, String> arguments) {
    readTimeoutMs = arguments.getOrDefault(READ_TIMEOUT_MS, readTimeoutMs);
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot listen", failure);
    }
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/", FakeServices::answer);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return Map.of(
        "understudy.failover.url",
        url,
        "understudy.sync.url",
        url,
        "understudy.dashboard.read-timeout-ms",
        readTimeoutMs,
        "understudy.dashboard.answer-max-bytes",
        Integer.toString(ANSWER_MAX_BYTES),
        "understudy.dashboard.request-max-bytes",
        Integer.toString(REQUEST_MAX_BYTES),
        "understudy.dashboard.events-max-followers",
        Integer.toString(MOST_FOLLOWERS),
        "understudy.dashboard.lag-every-seconds",
        "1");
  }

  @Override
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      CALLS.add(
          new Call(
              exchange.getRequestMethod(),
              path,
              header(exchange, "Authorization"),
              header(exchange, "Idempotency-Key"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      if (path.endsWith("/events")) {
        events(exchange, path);
      } else if (exchange.getRequestMethod().equals("POST")) {
        posted(exchange, path);
      } else {
        read(exchange, path);
      }
    }
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private static void posted(HttpExchange exchange, String path) throws IOException {
    if (path.endsWith(":ignore")) {
      exchange.getResponseHeaders().add("Retry-After", "7");
      send(exchange, 409, "application/problem+json", "{\"title\":\"That cannot be said now\"}");
    } else {
      send(
          exchange,
          path.endsWith("/operations") ? 202 : 200,
          "application/json",
          "{\"id\":\"b1\"}");
    }
  }

  private static void read(HttpExchange exchange, String path) throws IOException {
    switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "status" -> {
        if (STATUS_IS_SILENT.get()) {
          waitFor(NEXT_EVENT);
        }
        send(
            exchange,
            200,
            "application/json;charset=UTF-8",
            "{\"role\":\"leader\",\"lagSeconds\":1.5,\"lagRevisions\":3}");
      }
      case LARGE ->
          send(exchange, 200, "application/json", "\"" + "x".repeat(ANSWER_MAX_BYTES) + "\"");
      case REDIRECTS -> {
        exchange.getResponseHeaders().add("Location", "/api/v1/role");
        send(exchange, 302, "application/json", "{}");
      }
      case NO_JSON -> send(exchange, 200, "text/html", "<html>");
      case HANGS_UP -> exchange.close();
      case SILENT -> waitFor(NEXT_EVENT);
      case UNKNOWN ->
          send(exchange, 404, "application/problem+json", "{\"title\":\"No such operation\"}");
      default -> send(exchange, 200, "application/json", "{\"read\":\"" + path + "\"}");
    }
  }

  private static void events(HttpExchange exchange, String path) throws IOException {
    if (path.contains(UNKNOWN)) {
      send(exchange, 404, "application/problem+json", "{}");
      return;
    }
    if (header(exchange, "Last-Event-ID").equals(Optional.of("9"))) {
      exchange.sendResponseHeaders(204, -1);
      return;
    }
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    STREAMS.incrementAndGet();
    try (OutputStream body = exchange.getResponseBody()) {
      body.flush();
      for (int i = 1; i <= 3; i++) {
        waitFor(NEXT_EVENT);
        body.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
        body.write(
            ("id: " + i + "\nevent: operation\ndata: {\"entries\":" + i + "}\n\n")
                .getBytes(StandardCharsets.UTF_8));
        body.flush();
      }
    } finally {
      STREAMS.decrementAndGet();
    }
  }

  private static void waitFor(Semaphore next) throws IOException {
    try {
      if (!next.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("nobody went on");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("stopping", stopping);
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
