package io.understudy.monitor.repair;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.CheckLists.SurplusKey;
import io.understudy.core.control.CheckRecord.Healing;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.SyncSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** The link's sync-service over REST. Safe for several threads. */
@Singleton
public class SyncClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SyncSettings settings;
  private final HttpClient http;

  @Inject
  SyncClient(MonitorSettings settings) {
    this(settings.sync());
  }

  SyncClient(SyncSettings settings) {
    this.settings = settings;
    this.http = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
  }

  /**
   * What it answered.
   *
   * @param body a JSON object; empty if it was none
   */
  public record Answer(int status, JsonNode body) {

    /** In its own words, from a problem document. */
    String detail() {
      String title = body.path("title").asText("no reason given");
      String detail = body.path("detail").asText("");
      return detail.isEmpty() ? title : title + ": " + detail;
    }
  }

  /** It is not configured, or does not answer. The message says which, and what to do. */
  public static final class NotReachedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean configured;

    NotReachedException(boolean configured, String message) {
      super(message);
      this.configured = configured;
    }

    public boolean isConfigured() {
      return configured;
    }
  }

  /** What it says of its own repairs; empty if it is not configured, or does not answer. */
  public Optional<Healing> healing() {
    try {
      Answer answer = call(request("/api/v1/status").GET());
      JsonNode repaired = answer.body.path("counters").path("repaired");
      if (answer.status != 200 || !repaired.isIntegralNumber()) {
        return Optional.empty();
      }
      long contested = answer.body.path("contestedKeys").path("count").asLong(0);
      return Optional.of(new Healing(repaired.longValue(), contested));
    } catch (NotReachedException silent) {
      return Optional.empty();
    }
  }

  /**
   * Asks to recopy keys and to delete confirmed ones.
   *
   * @throws NotReachedException if it may not have been asked
   */
  Answer repair(List<String> keys, List<SurplusKey> surplus) throws NotReachedException {
    ObjectNode body = JSON.createObjectNode();
    if (!keys.isEmpty()) {
      ArrayNode named = body.putArray("keys");
      keys.forEach(named::add);
    }
    if (!surplus.isEmpty()) {
      ArrayNode confirmed = body.putArray("surplus");
      surplus.forEach(
          key -> confirmed.addObject().put("key", key.key()).put("revision", key.revision()));
    }
    return call(
        request("/api/v1/repair")
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /**
   * @param id 1 to 19 digits
   */
  Answer repairState(String id) throws NotReachedException {
    return call(request("/api/v1/repair/" + id).GET());
  }

  private HttpRequest.Builder request(String path) throws NotReachedException {
    URI url =
        settings
            .url()
            .orElseThrow(
                () ->
                    new NotReachedException(
                        false,
                        "no sync-service is configured that could repair; set understudy.sync.url"
                            + " and understudy.sync.token-file"));
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(settings.timeout())
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
          "the file that understudy.sync.token-file names cannot be read; put sync-service's token"
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
          "sync-service at understudy.sync.url does not answer ("
              + failure.getClass().getSimpleName()
              + "); see whether it runs and is reached from here");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new NotReachedException(true, "the monitor stops; ask again");
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
