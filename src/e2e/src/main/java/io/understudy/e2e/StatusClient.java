package io.understudy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a sync-service how it stands. */
public final class StatusClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final HttpRequest request;

  /**
   * @param address {@code http://host:port}
   */
  public StatusClient(String address) {
    this.request =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/status")).timeout(TIMEOUT).build();
  }

  /**
   * How it stands; numbers are 0 and texts empty while they are unknown.
   *
   * @param phase for example {@code copy} or {@code tail}
   * @param lagSeconds age of the target's state
   * @param copiedKeys keys that a copy has dealt with
   * @param copyKeys about how many it will be
   * @param problem the last refusal or failure
   */
  public record View(
      String phase,
      String role,
      long watermark,
      long sourceRevision,
      long targetRevision,
      long lagRevisions,
      double lagSeconds,
      long copiedKeys,
      long copyKeys,
      String problem) {

    public boolean isTailing() {
      return phase.equals("tail");
    }

    public boolean isRefused() {
      return phase.equals("refused");
    }
  }

  /** Empty while it does not answer. */
  public Optional<View> read() {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(view(answer.body())) : Optional.empty();
    } catch (IOException notUp) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private static View view(String body) throws IOException {
    JsonNode status = JSON.readTree(body);
    JsonNode copy = status.path("copy");
    String refused = status.path("lastRefusal").path("why").asText("");
    return new View(
        status.path("phase").asText(""),
        status.path("role").asText(""),
        status.path("watermark").asLong(),
        status.path("sourceRevision").asLong(),
        status.path("targetRevision").asLong(),
        status.path("lagRevisions").asLong(),
        status.path("lagSeconds").asDouble(),
        copy.path("keys").asLong(),
        copy.path("ofAbout").asLong(),
        refused.isEmpty() ? status.path("lastFailure").path("why").asText("") : refused);
  }
}
