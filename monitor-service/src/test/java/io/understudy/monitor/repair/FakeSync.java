package io.understudy.monitor.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.understudy.service.settings.RestSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Speaks as a sync-service does of repairs: one at a time, only so many keys at once. */
final class FakeSync implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  final List<JsonNode> asked = new ArrayList<>();
  final List<String> tokens = new ArrayList<>();
  final Map<String, String> becomes = new LinkedHashMap<>();
  int maxKeys = 1_000;
  int busyFor;
  boolean finishes = true;
  ObjectNode refusal;
  int refusalStatus;
  private final HttpServer server;

  FakeSync() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  SyncClient client(Optional<Path> token) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new SyncClient(
        new RestSettings("sync", Optional.of(url), token, Duration.ofSeconds(30)));
  }

  SyncClient client() {
    return client(Optional.empty());
  }

  /** From now on it answers so to every request for a repair. */
  void refuses(int status, String title) {
    refusal = JSON.createObjectNode().put("title", title).put("detail", "for a test");
    refusalStatus = status;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("POST")) {
      tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      post(exchange, JSON.readTree(exchange.getRequestBody().readAllBytes()));
    } else if (path.equals("/api/v1/status")) {
      ObjectNode status = JSON.createObjectNode();
      status.putObject("counters").put("repaired", 7);
      status.putObject("contestedKeys").put("count", 2);
      send(exchange, 200, status);
    } else {
      int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
      send(exchange, 200, finishes ? done(asked.get(id)) : state("requested"));
    }
  }

  private void post(HttpExchange exchange, JsonNode body) throws IOException {
    int keys = body.path("keys").size() + body.path("surplus").size();
    if (refusal != null) {
      send(exchange, refusalStatus, refusal);
    } else if (keys > maxKeys) {
      send(exchange, 400, JSON.createObjectNode().put("title", "Bad request body"));
    } else if (busyFor > 0) {
      busyFor--;
      send(exchange, 409, JSON.createObjectNode().put("title", "Another repair waits"));
    } else {
      asked.add(body);
      send(exchange, 202, state("requested").put("id", Integer.toString(asked.size() - 1)));
    }
  }

  private ObjectNode done(JsonNode request) {
    ObjectNode done = state("done");
    ArrayNode outcomes = done.putArray("outcomes");
    ObjectNode counts = done.putObject("counts");
    List<String> keys = new ArrayList<>();
    request.path("keys").forEach(key -> keys.add(key.asText()));
    request.path("surplus").forEach(key -> keys.add(key.path("key").asText()));
    for (String key : keys) {
      String outcome = becomes.getOrDefault(key, "repaired");
      outcomes.addObject().put("key", key).put("outcome", outcome);
      counts.put(outcome, counts.path(outcome).asInt(0) + 1);
    }
    return done;
  }

  private static ObjectNode state(String state) {
    return JSON.createObjectNode().put("state", state);
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
