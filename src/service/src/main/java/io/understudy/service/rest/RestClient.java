package io.understudy.service.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.service.settings.HeaderText;
import io.understudy.service.settings.RestSettings;
import io.understudy.service.threads.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another service of this product over REST. Safe for several threads. */
public final class RestClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int PROBLEM_MAX_BYTES = 64 << 10;
  private static final long LONGEST_RETRY_AFTER_SECONDS = 600;

  private final String service;
  private final RestSettings settings;
  private final HttpClient http;

  /**
   * @param service as messages call it, for example {@code sync-service}
   */
  public RestClient(String service, RestSettings settings) {
    this.service = service;
    this.settings = settings;
    // Without an upgrade to HTTP/2 on plain connections: the first call may be a POST, with a body.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .build();
  }

  /**
   * What it answered.
   *
   * @param body a JSON object; empty if it was none
   */
  public record Answer(int status, JsonNode body) {

    private static final int FIRST_NOT_OK = 300;

    public boolean isOk() {
      return status < FIRST_NOT_OK;
    }

    /** In its own words, from a problem document. */
    public String detail() {
      String title = body.path("title").asText("no reason given");
      String detail = body.path("detail").asText("");
      return detail.isEmpty() ? title : title + ": " + detail;
    }
  }

  /** Takes what it needs of a body as it comes. */
  @FunctionalInterface
  public interface BodyReader<T> {

    /**
     * @throws IOException if it is not what was expected; the message says why
     */
    T read(InputStream body) throws IOException;
  }

  /**
   * An answer whose body was read as it came.
   *
   * @param retryAfter how long it asks to wait before the next question; empty if it does not
   * @param body empty if it answered with a problem instead
   * @param detail that problem in its own words; empty if there was none
   */
  public record Reply<T>(
      int status, Optional<Duration> retryAfter, Optional<T> body, String detail) {}

  public boolean isConfigured() {
    return settings.url().isPresent();
  }

  /**
   * @param path with its query, from {@code /} on
   * @throws NotReachedException if it does not answer
   */
  public Answer get(String path) throws NotReachedException {
    return get(path, settings.timeout());
  }

  /**
   * @param timeout of this call
   * @throws NotReachedException if it does not answer
   */
  public Answer get(String path, Duration timeout) throws NotReachedException {
    return call(request(path, timeout).GET());
  }

  /**
   * For answers that may be long. One that is a problem document, or no JSON, is not given to the
   * reader.
   *
   * @param timeout of the call, its body included
   * @throws NotReachedException if it does not answer, or not as expected
   */
  public <T> Reply<T> read(String path, Duration timeout, BodyReader<T> reader)
      throws NotReachedException {
    HttpRequest request = request(path, timeout).GET().build();
    long end = System.nanoTime() + timeout.toNanos();
    HttpResponse<InputStream> response =
        send(request, timeout, HttpResponse.BodyHandlers.ofInputStream());
    // Closed in this order: the body first, so that who reads it ends.
    try (ExecutorService thread = Threads.executor("rest");
        InputStream body = response.body()) {
      Future<Reply<T>> reply = thread.submit(() -> reply(response, body, reader));
      try {
        return reply.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        throw silent("HttpTimeoutException");
      }
    } catch (ExecutionException | IOException failure) {
      Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
      throw unexpected(cause == null ? failure : cause);
    } catch (InterruptedException stopping) {
      throw NotReachedException.stopping();
    }
  }

  private static <T> Reply<T> reply(
      HttpResponse<InputStream> response, InputStream body, BodyReader<T> reader)
      throws IOException {
    int status = response.statusCode();
    String type = response.headers().firstValue("Content-Type").orElse("");
    Optional<Duration> retryAfter =
        response.headers().firstValue("Retry-After").flatMap(RestClient::seconds);
    if (type.startsWith("application/json")) {
      return new Reply<>(status, retryAfter, Optional.of(reader.read(body)), "");
    }
    String text = new String(body.readNBytes(PROBLEM_MAX_BYTES), StandardCharsets.UTF_8);
    return new Reply<>(
        status, retryAfter, Optional.empty(), new Answer(status, json(text)).detail());
  }

  private static Optional<Duration> seconds(String header) {
    try {
      long seconds = Long.parseLong(header.strip());
      return Optional.of(Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_RETRY_AFTER_SECONDS)));
    } catch (NumberFormatException date) {
      return Optional.empty();
    }
  }

  /**
   * With the token.
   *
   * @param headers beside those of every call
   * @throws NotReachedException if it does not answer; the call may have been taken all the same
   */
  public Answer post(String path, JsonNode body, Map<String, String> headers)
      throws NotReachedException {
    HttpRequest.Builder request =
        request(path, settings.timeout())
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    headers.forEach(request::header);
    return call(request);
  }

  private HttpRequest.Builder request(String path, Duration timeout) throws NotReachedException {
    if (settings.url().isEmpty()) {
      throw new NotReachedException(
          false,
          "no "
              + service
              + " is configured; set understudy."
              + settings.property()
              + ".url and understudy."
              + settings.property()
              + ".token-file");
    }
    return HttpRequest.newBuilder(URI.create(settings.url().get() + path))
        .timeout(timeout)
        .header("Accept", "application/json");
  }

  /** Looked at before it is a header: the client's refusal of one repeats it. */
  private String token() throws NotReachedException {
    try {
      String token =
          settings.tokenFile().isEmpty()
              ? ""
              : Files.readString(settings.tokenFile().get()).strip();
      if (HeaderText.isSafe(token)) {
        return token;
      }
      throw new NotReachedException(
          true,
          "the file that understudy."
              + settings.property()
              + ".token-file names holds no token; put the token of "
              + service
              + " into it, on one line, and nothing else");
    } catch (IOException unreadable) {
      throw new NotReachedException(
          true,
          "the file that understudy."
              + settings.property()
              + ".token-file names cannot be read; put the token of "
              + service
              + " into it");
    }
  }

  private Answer call(HttpRequest.Builder request) throws NotReachedException {
    HttpRequest built = request.build();
    Duration timeout = built.timeout().orElse(settings.timeout());
    HttpResponse<String> response = send(built, timeout, BoundedText.handler());
    return new Answer(response.statusCode(), json(response.body()));
  }

  /** The client's own timeout ends with the headers; this one does not. */
  private <T> HttpResponse<T> send(
      HttpRequest request, Duration timeout, HttpResponse.BodyHandler<T> handler)
      throws NotReachedException {
    CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, handler);
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw silent("HttpTimeoutException");
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      if (cause instanceof BoundedText.TooLongException tooLong) {
        throw unexpected(tooLong);
      }
      throw silent(cause.getClass().getSimpleName());
    } catch (InterruptedException stopping) {
      answer.cancel(true);
      throw NotReachedException.stopping();
    }
  }

  private NotReachedException unexpected(Throwable how) {
    return new NotReachedException(
        true,
        service
            + " at understudy."
            + settings.property()
            + ".url does not answer as it should: "
            + how.getMessage()
            + "; see whether it is that service, and of this release");
  }

  private NotReachedException silent(String how) {
    return new NotReachedException(
        true,
        service
            + " at understudy."
            + settings.property()
            + ".url does not answer ("
            + how
            + "); see whether it runs and is reached from here");
  }

  private static JsonNode json(String body) {
    try {
      JsonNode read = JSON.readTree(body);
      return read != null && read.isObject() ? read : JSON.createObjectNode();
    } catch (JsonProcessingException notJson) {
      return JSON.createObjectNode();
    }
  }
}
