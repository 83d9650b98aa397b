package io.understudy.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What readiness asks of an API server, over TLS on a loopback address: it says its version, its
 * keys and the names of Secrets, to who has its token. The time in its answers is the machine's. It
 * keeps no objects, and knows no other path unless somebody answers for the rest.
 */
public final class AnsweringApiServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> NOT_FOUND =
      Map.of("kind", "Status", "message", "not found");

  private final HttpsServer server;
  private final String token;
  private volatile String version = "v1.34.1";
  private volatile String issuer = "https://kubernetes.default.svc";
  private volatile List<String> keys = List.of("modulus-of-the-first", "modulus-of-the-second");
  private volatile String refusal = "";
  private volatile Supplier<List<String>> secrets = List::of;
  private volatile Rest rest =
      (method, path, body) -> new Answer(404, JSON.writeValueAsBytes(NOT_FOUND));
  private volatile long asked;

  /**
   * An answer in JSON.
   *
   * @param code of HTTP
   */
  public record Answer(int code, byte[] body) {}

  /** Answers what this knows nothing of. */
  public interface Rest {

    /**
     * @param path with its query
     */
    Answer answer(String method, String path, byte[] body) throws IOException;
  }

  private AnsweringApiServer(HttpsServer server, String token) {
    this.server = server;
    this.token = token;
  }

  /**
   * @param host an address of the loopback network
   * @param shown its certificate, with a key of an elliptic curve in PKCS#8
   * @param token that clients must bear
   */
  public static AnsweringApiServer start(String host, TestCa.Issued shown, String token) {
    try {
      HttpsServer server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(shown.serving()));
      server.setExecutor(
          Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory()));
      AnsweringApiServer api = new AnsweringApiServer(server, token);
      server.createContext("/", api::answer);
      server.start();
      return api;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Host and port. */
  public String address() {
    return server.getAddress().getHostString() + ":" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public AnsweringApiServer version(String gitVersion) {
    version = gitVersion;
    return this;
  }

  public AnsweringApiServer tokenKeys(String ofIssuer, List<String> moduli) {
    issuer = ofIssuer;
    keys = moduli;
    return this;
  }

  /**
   * @param names asked anew for each list
   */
  public AnsweringApiServer secrets(Supplier<List<String>> names) {
    secrets = names;
    return this;
  }

  /**
   * As one does that cannot decrypt a Secret.
   *
   * @param message empty to give them again
   */
  public AnsweringApiServer refuseSecrets(String message) {
    refusal = message;
    return this;
  }

  /** From now on these are answered too. */
  public AnsweringApiServer rest(Rest others) {
    rest = others;
    return this;
  }

  /** How many requests it has had that bore its token. */
  public long asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        send(exchange, 401, Map.of("kind", "Status", "message", "Unauthorized"));
        return;
      }
      synchronized (this) {
        asked++;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/version" -> send(exchange, 200, Map.of("gitVersion", version));
        case "/.well-known/openid-configuration" -> send(exchange, 200, Map.of("issuer", issuer));
        case "/openid/v1/jwks" ->
            send(
                exchange,
                200,
                Map.of("keys", keys.stream().map(key -> Map.of("kid", "k", "n", key)).toList()));
        case "/api/v1/secrets" -> sendSecrets(exchange);
        default -> {
          Answer answer =
              rest.answer(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  exchange.getRequestBody().readAllBytes());
          send(exchange, answer.code(), answer.body());
        }
      }
    }
  }

  private void sendSecrets(HttpExchange exchange) throws IOException {
    if (!refusal.isEmpty()) {
      send(exchange, 500, Map.of("kind", "Status", "message", refusal));
      return;
    }
    List<Object> items =
        secrets.get().stream()
            .<Object>map(name -> Map.of("metadata", Map.of("name", name)))
            .toList();
    send(exchange, 200, Map.of("kind", "PartialObjectMetadataList", "items", items));
  }

  private static void send(HttpExchange exchange, int code, Object body) throws IOException {
    send(exchange, code, JSON.writeValueAsBytes(body));
  }

  private static void send(HttpExchange exchange, int code, byte[] bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
