package io.understudy.service.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.service.settings.RestSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;

/** Another service of this product over REST. Safe for several threads. */
public final class RestClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String service;
  private final RestSettings settings;
  private final HttpClient http;

  /**
   * @param service as messages call it, for example {@code sync-service}
   */
  public RestClient(String service, RestSettings settings) {
    this.service = service;
    this.settings = settings;
    this.http = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
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

  private String token() throws NotReachedException {
    try {
      return settings.tokenFile().isEmpty()
          ? ""
          : Files.readString(settings.tokenFile().get()).strip();
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
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), json(response.body()));
    } catch (IOException failure) {
      throw new NotReachedException(
          true,
          service
              + " at understudy."
              + settings.property()
              + ".url does not answer ("
              + failure.getClass().getSimpleName()
              + "); see whether it runs and is reached from here");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new NotReachedException(true, "this process stops; ask again");
    }
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
