package io.understudy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests that no client should send, drawn from a seed, for what an API describes. */
final class DamagedRequests {

  /** What calls with a body take. */
  static final List<String> GOOD =
      List.of(
          "{\"verb\": \"failover\", \"planHash\": \"a\", \"expectedPrimary\": \"b\", \"term\": 1}",
          "{\"keys\": [\"/registry/a/b\"], \"surplus\": [{\"key\": \"/registry/c\", \"revision\":"
              + " 3}]}",
          "{\"step\": \"look\", \"comment\": \"why\"}",
          "{\"force\": true, \"overwrite\": [\"a\"], \"values\": true}");

  private static final List<String> BAD =
      List.of(
          "null",
          "true",
          "0",
          "\"text\"",
          "[]",
          "[[]]",
          "{\"\":null}",
          "{",
          "\u0000",
          " ",
          "<a/>",
          "{\"verb\": {\"verb\": \"failover\"}}",
          "{\"term\": 1e99999}",
          "{\"verb\": \"nothing\"}",
          "{\"term\": 99999999999999999999999999}",
          "{\"term\": -1, \"term\": -2}",
          "{\"keys\": \"/registry/a\"}",
          "{\"keys\": [1, {}, null]}",
          "\uFEFF{}",
          "{\"verb\": \"failover\"} trailing",
          "{\"a\\u0000b\": \"\\ud800\"}",
          "NaN");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/json",
          "application/json",
          "text/plain",
          "application/json;charset=utf-16",
          "application/json;charset=nonsense",
          "application/xml",
          "multipart/form-data",
          "application/x-www-form-urlencoded",
          "nonsense",
          ";;;",
          "a/b/c",
          "*/*");
  private static final List<String> HEADERS =
      List.of(
          "Accept: nonsense",
          "Accept: application/xml",
          "Accept: */*;q=nonsense",
          "Accept: ;",
          "Accept: text/event-stream",
          "Last-Event-ID: -1",
          "Last-Event-ID: 99999999999999999999",
          "Idempotency-Key: ",
          "Content-Encoding: gzip",
          "Authorization: Basic !!!",
          "Authorization: Bearer",
          "Accept-Language: ***",
          "Range: bytes=9-1",
          "Cookie: ;=;=,",
          "If-None-Match: \"",
          "X-Forwarded-For: \u00ff\u00fe",
          "X-HTTP-Method-Override: DELETE",
          "Accept-Charset: nonsense",
          "Origin: null",
          "Accept-Encoding: nonsense;q=9");
  private static final List<String> SEGMENTS =
      List.of(
          "0",
          "a-b-c",
          "%00",
          "%ff%fe",
          "..%2f..%2fetc",
          "-1",
          "%25",
          "a%20b",
          "%F0%9F%92%A5",
          "f".repeat(2000),
          "deadbeef-0000-0000-0000-000000000000",
          "99999999999999999999",
          ":",
          ";a=b");
  private static final List<String> VALUES =
      List.of(
          "",
          "-1",
          "0",
          "1",
          "nonsense",
          "99999999999999999999",
          "%00",
          "%ff",
          "1e3",
          "true",
          "%2Fregistry%2Fa%2Fb",
          "a".repeat(2500),
          "1&limit=2",
          "%27%22%3Cscript%3E");
  private static final int DEEP = 100_000;
  private static final int LONG = 300_000;

  private final Random random;

  /**
   * A request.
   *
   * @param what it is, for a message
   * @param bytes of it, which ask for the connection to be closed
   */
  record Damaged(String what, byte[] bytes) {}

  /** What an API has. */
  record Endpoint(String method, String path, List<String> query) {}

  DamagedRequests(long seed) {
    this.random = new Random(seed);
  }

  /** All that a description tells of. */
  static List<Endpoint> of(JsonNode description) {
    List<Endpoint> endpoints = new ArrayList<>();
    description
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            endpoints.add(
                                new Endpoint(
                                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    query(method.getValue())))));
    return endpoints;
  }

  private static List<String> query(JsonNode operation) {
    List<String> names = new ArrayList<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.path("name").asText());
      }
    }
    names.add("unknown");
    return names;
  }

  Damaged next(Endpoint endpoint) {
    StringBuilder head = new StringBuilder();
    head.append(endpoint.method()).append(' ').append(path(endpoint)).append(" HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1\r\nConnection: close\r\n");
    if (random.nextInt(8) > 0) {
      head.append("Authorization: Bearer ").append(SiteServices.TOKEN).append("\r\n");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      head.append(one(HEADERS)).append("\r\n");
    }
    byte[] body = new byte[0];
    if (endpoint.method().equals("POST") || random.nextInt(10) == 0) {
      body = body();
      head.append("Content-Type: ").append(one(TYPES)).append("\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    whole.writeBytes(body);
    String start = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
    return new Damaged(head + start, whole.toByteArray());
  }

  private String path(Endpoint endpoint) {
    String path = endpoint.path();
    while (path.contains("{")) {
      String segment = one(SEGMENTS).replace("$", "");
      path = path.substring(0, path.indexOf('{')) + segment + path.substring(path.indexOf('}') + 1);
    }
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      query.append(query.isEmpty() ? '?' : '&').append(one(endpoint.query()));
      query.append('=').append(one(VALUES));
    }
    return path + query;
  }

  private byte[] body() {
    return switch (random.nextInt(8)) {
      case 0 -> "[".repeat(DEEP).getBytes(StandardCharsets.UTF_8);
      case 1 -> "{\"a\":".repeat(DEEP).getBytes(StandardCharsets.UTF_8);
      case 2 -> ("{\"term\": " + "9".repeat(LONG) + "}").getBytes(StandardCharsets.UTF_8);
      case 3 -> ("{\"comment\": \"" + "a".repeat(LONG) + "\"}").getBytes(StandardCharsets.UTF_8);
      case 4, 5 -> one(BAD).getBytes(StandardCharsets.UTF_8);
      default -> damaged(one(GOOD).getBytes(StandardCharsets.UTF_8));
    };
  }

  private byte[] damaged(byte[] good) {
    byte[] damaged = java.util.Arrays.copyOf(good, 1 + random.nextInt(good.length));
    for (int i = random.nextInt(4); i > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
