package io.understudy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the services. Safe for several threads. */
final class Rest {

  static final String JSON_TYPE = "application/json";

  private static final int OK = 200;
  private static final int FIRST_NOT_OK = 300;
  private static final int PROBLEM_MAX_BYTES = 64 << 10;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Endpoints endpoints;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  Rest(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /**
   * A good answer.
   *
   * @param status 200 to 299
   */
  record Answer(int status, JsonNode body) {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Without a token. */
  JsonNode get(Service service, String path, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoints.at(service, path)).header("Accept", JSON_TYPE).GET();
    return call(service, request, timeout).body();
  }

  /** With the token. */
  Answer post(
      Service service, String path, JsonNode body, Map<String, String> headers, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoints.at(service, path))
            .header("Accept", JSON_TYPE)
            .header("Content-Type", JSON_TYPE)
            .header("Authorization", "Bearer " + endpoints.token())
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    headers.forEach(request::header);
    return call(service, request, timeout);
  }

  /**
   * An answer that is read as it comes, whatever its status. The caller closes the body.
   *
   * @param timeout until it begins
   */
  HttpResponse<InputStream> open(
      Service service, String path, Map<String, String> headers, Duration timeout) {
    HttpRequest.Builder request = HttpRequest.newBuilder(endpoints.at(service, path)).GET();
    headers.forEach(request::header);
    return send(service, request.build(), HttpResponse.BodyHandlers.ofInputStream(), timeout);
  }

  /** What an answer that was opened says, if it is a problem. Closes it. */
  Failure failure(Service service, HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      String text = new String(body.readNBytes(PROBLEM_MAX_BYTES), StandardCharsets.UTF_8);
      return Problem.of(service, endpoints.address(service), answer.statusCode(), json(text));
    } catch (IOException brokenOff) {
      return silent(service, brokenOff);
    }
  }

  /** For an answer that broke off. */
  Failure silent(Service service, Throwable how) {
    return Problem.silent(service, endpoints.address(service), how);
  }

  private Answer call(Service service, HttpRequest.Builder request, Duration timeout) {
    HttpResponse<String> answer =
        send(service, request.build(), HttpResponse.BodyHandlers.ofString(), timeout);
    int status = answer.statusCode();
    JsonNode body = json(answer.body());
    if (status < OK || status >= FIRST_NOT_OK) {
      throw Problem.of(service, endpoints.address(service), status, body);
    }
    if (!body.isObject()) {
      throw Problem.strange(service, endpoints.address(service));
    }
    return new Answer(status, body);
  }

  /** The client's own timeout ends with the headers; this one does not. */
  private <T> HttpResponse<T> send(
      Service service, HttpRequest request, HttpResponse.BodyHandler<T> handler, Duration timeout) {
    CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, handler);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw Problem.late(service, endpoints.address(service), timeout);
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      throw silent(service, cause == null ? failure : cause);
    } catch (InterruptedException stopping) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.ERROR, "interrupted while asking " + service.text());
    }
  }

  /** A missing node for what is no JSON. */
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }
}
