package io.understudy.failover.mirror;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.RestSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A service that answers as it is told. */
public final class FakeHttp implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Function<Call, Reply>> answers = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  /** What came; headers as they are named here. */
  public record Call(String method, String path, String key, String body) {}

  /**
   * @param status 0 for a connection that ends without an answer
   */
  public record Reply(int status, String type, Map<String, String> headers, String body) {

    public static Reply json(int status, String body) {
      return new Reply(status, "application/json", Map.of(), body);
    }

    public static Reply problem(int status, String title, String detail) {
      String body = "{\"title\":\"" + title + "\",\"detail\":\"" + detail + "\"}";
      return new Reply(status, "application/problem+json", Map.of(), body);
    }

    static Reply lost() {
      return new Reply(0, "", Map.of(), "");
    }

    Reply with(String header, String value) {
      return new Reply(status, type, Map.of(header, value), body);
    }
  }

  public FakeHttp() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public RestClient client(String service) {
    return client(service, address());
  }

  static RestClient client(String service, URI address) {
    return new RestClient(
        service,
        new RestSettings(service, Optional.of(address), Optional.empty(), Duration.ofSeconds(30)));
  }

  /**
   * @param path without a query
   */
  public void on(String path, Function<Call, Reply> answer) {
    answers.put(path, answer);
  }

  public void on(String path, Reply answer) {
    on(path, call -> answer);
  }

  public List<Call> calls() {
    return calls;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      Call call =
          new Call(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              key == null ? "" : key,
              body);
      calls.add(call);
      Reply reply =
          answers
              .getOrDefault(
                  exchange.getRequestURI().getPath(),
                  unknown -> Reply.problem(404, "Not Found", "no such path"))
              .apply(call);
      if (reply.status() == 0) {
        return;
      }
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
