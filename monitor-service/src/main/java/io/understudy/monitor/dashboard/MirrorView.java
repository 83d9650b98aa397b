package io.understudy.monitor.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.api.Problems;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;

/** What sync-service says of the mirror, of its leader where one can be reached. */
@Singleton
public class MirrorView {

  /** Through a Service each connection may reach another replica; the leader knows most. */
  private static final int ATTEMPTS = 3;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int OK = 200;

  private final Upstream sync;
  private final Duration timeout;

  /** Its connections are kept, as they lead to who answered well last. */
  private volatile HttpClient http;

  @Inject
  MirrorView(MonitorSettings settings) {
    this.sync =
        new Upstream(
            "sync-service",
            "understudy.sync.url",
            settings.sync().rest().url(),
            settings.dashboard().answerMaxBytes());
    this.timeout = settings.dashboard().readTimeout();
    this.http = Upstream.connecting(timeout);
  }

  /**
   * An answer to be handed on, of whoever answered last if no leader is reached.
   *
   * @throws io.quarkiverse.resteasy.problem.HttpProblem if nobody answers
   */
  Response answer(String path) {
    Response answer = by(http, path);
    for (int i = 1; i < ATTEMPTS && isOfAFollower(answer); i++) {
      answer = elsewhere(path);
    }
    return answer;
  }

  private Response by(HttpClient client, String path) {
    return sync.answer(client, sync.request(path).build(), timeout, "");
  }

  /** By connections that no other call has used, so that it may reach another replica. */
  private Response elsewhere(String path) {
    HttpClient fresh = Upstream.connecting(timeout);
    boolean isKept = false;
    try {
      Response answer = by(fresh, path);
      isKept = !isOfAFollower(answer);
      if (isKept) {
        // The one before is not closed: others may be waiting for its answers.
        http = fresh;
      }
      return answer;
    } finally {
      if (!isKept) {
        fresh.close();
      }
    }
  }

  private static boolean isOfAFollower(Response answer) {
    return answer.getStatus() == OK && json(answer).path("role").asText("").equals("follower");
  }

  /** The body; empty if it is none of JSON. */
  static JsonNode json(Response answer) {
    try {
      JsonNode read = JSON.readTree((byte[]) answer.getEntity());
      return read == null ? JSON.createObjectNode() : read;
    } catch (IOException notJson) {
      throw Problems.of(
          Response.Status.BAD_GATEWAY,
          "sync-service does not answer as it should",
          "it answers with what is no JSON; see whether it is that service, and of this release");
    }
  }
}
