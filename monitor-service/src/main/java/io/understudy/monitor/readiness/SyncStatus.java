package io.understudy.monitor.readiness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.core.readiness.Facts;
import io.understudy.service.rest.BoundedText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What sync-service says of itself: its {@code GET /api/v1/status}, which takes no token. */
final class SyncStatus {

  /** Through a Service each connection may reach another replica; the leader knows most. */
  private static final int ATTEMPTS = 5;

  private static final int OK = 200;

  private final Optional<URI> url;
  private final Duration timeout;

  SyncStatus(Optional<URI> url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  /**
   * Of the leader if it can be reached in a few attempts, else of whoever answered last.
   *
   * @throws NoAnswerException if nobody gives an answer that can be used
   */
  Facts.SyncState read() {
    URI base =
        url.orElseThrow(() -> new NoAnswerException("understudy.sync.url is not configured"));
    JsonNode status = ask(base);
    for (int i = 1; i < ATTEMPTS && !status.path("role").asText().equals("leader"); i++) {
      status = ask(base);
    }
    return state(status);
  }

  /** Each time over a new connection. */
  private JsonNode ask(URI base) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/status")).timeout(timeout).build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(timeout).build()) {
      HttpResponse<String> answer = http.send(request, BoundedText.handler());
      if (answer.statusCode() != OK) {
        throw new NoAnswerException("sync-service answers " + answer.statusCode());
      }
      return JsonMapper.builder().build().readTree(answer.body());
    } catch (JsonProcessingException notJson) {
      throw new NoAnswerException("sync-service answers with something else than its status");
    } catch (IOException failure) {
      throw new NoAnswerException(
          "sync-service does not answer at " + base + ": " + failure.getClass().getSimpleName());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("sync-service did not answer in time");
    }
  }

  private static Facts.SyncState state(JsonNode status) {
    return new Facts.SyncState(
        status.path("phase").asText("unknown"),
        status.path("reason").asText(""),
        status.path("continuity").asText("unknown"),
        Optional.of(status.path("replicatedTime").asText(""))
            .filter(text -> !text.isEmpty() && !text.equals("null"))
            .map(Instant::parse),
        number(status.path("sourceRevision")),
        number(status.path("revisionLead").path("wanted")));
  }

  private static Optional<Long> number(JsonNode node) {
    return node.isIntegralNumber() ? Optional.of(node.longValue()) : Optional.empty();
  }
}
