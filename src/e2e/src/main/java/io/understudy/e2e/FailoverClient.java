package io.understudy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Speaks to a failover-service as an operator does, with the token. */
public final class FailoverClient implements AutoCloseable {

  private static final Duration PLAN_TIMEOUT = Duration.ofSeconds(240);
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final Set<String> GOING_ON = Set.of("running", "cancelling", "");
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(60))
          .build();
  private final String address;
  private final String token;

  /**
   * @param address {@code http://host:port}
   * @param token that its changing calls need
   */
  public FailoverClient(String address, String token) {
    this.address = address;
    this.token = token;
  }

  /**
   * @param status of HTTP
   * @param body a missing node if there is none
   */
  public record Answer(int status, JsonNode body) {}

  /** An empty body, to be filled. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** A body for {@link #begin}, to be filled further. */
  public static ObjectNode request(JsonNode plan) {
    return JSON.createObjectNode()
        .put("verb", plan.path("verb").asText())
        .put("planHash", plan.path("planHash").asText())
        .put("expectedPrimary", plan.path("expectedPrimary").asText())
        .put("term", plan.path("term").asLong());
  }

  /** Whether it answers. */
  public boolean isUp() {
    try {
      return get("/api/v1/operations").status() == OK;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /**
   * What an operation would do now.
   *
   * @throws IllegalStateException if it is not planned
   */
  public JsonNode plan(String verb) {
    Answer answer = askPlan(verb);
    if (answer.status() != OK) {
      throw new IllegalStateException("no plan of a " + verb + ": " + answer);
    }
    return answer.body();
  }

  private Answer askPlan(String verb) {
    return post("/api/v1/plans", JSON.createObjectNode().put("verb", verb));
  }

  /** Asks for an operation; 202 if it was begun, then the body has its {@code id}. */
  public Answer begin(ObjectNode request) {
    return post("/api/v1/operations", request);
  }

  /**
   * Plans and begins, again and again if what was planned does not hold any more, or stands in the
   * way for a moment.
   *
   * @return the operation's id
   * @throws IllegalStateException if it was refused for so long; says why at last
   */
  public String begin(String verb, Duration patience) {
    return begin(verb, (plan, request) -> {}, patience);
  }

  /**
   * The same with more in the request.
   *
   * @param more is given the plan and what is asked because of it
   */
  public String begin(String verb, BiConsumer<JsonNode, ObjectNode> more, Duration patience) {
    Answer[] last = {new Answer(0, JSON.missingNode())};
    try {
      Awaitility.await()
          .atMost(patience)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                last[0] = askPlan(verb);
                if (last[0].status() != OK) {
                  return false;
                }
                JsonNode plan = last[0].body();
                ObjectNode request = request(plan);
                more.accept(plan, request);
                last[0] = begin(request);
                return last[0].body().hasNonNull("id");
              });
      return last[0].body().path("id").asText();
    } catch (ConditionTimeoutException refused) {
      throw new IllegalStateException("no " + verb + " could be begun: " + last[0], refused);
    }
  }

  /** How an operation stands. */
  public JsonNode operation(String id) {
    return get("/api/v1/operations/" + id).body();
  }

  /**
   * Waits until an operation has ended or waits for an operator.
   *
   * @return how it stands then
   * @throws IllegalStateException if it still goes on after so long; says how it stands
   */
  public JsonNode awaitEnd(String id, Duration patience) {
    JsonNode[] last = {JSON.missingNode()};
    try {
      Awaitility.await()
          .atMost(patience)
          .pollDelay(Duration.ZERO)
          .pollInterval(EVERY)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(
              () -> {
                last[0] = operation(id);
                return !GOING_ON.contains(last[0].path("state").asText(""));
              });
      return last[0];
    } catch (ConditionTimeoutException late) {
      throw new IllegalStateException("operation " + id + " does not end: " + last[0], late);
    }
  }

  /**
   * Says a word about an operation.
   *
   * @param command for example {@code retry}
   * @param step that is meant; the one it waits for if empty
   */
  public Answer say(String id, String command, String step, String comment) {
    ObjectNode body = JSON.createObjectNode();
    if (!step.isEmpty()) {
      body.put("step", step);
    }
    if (!comment.isEmpty()) {
      body.put("comment", comment);
    }
    return post("/api/v1/operations/" + id + ":" + command, body);
  }

  /**
   * @param path with its query
   * @throws UncheckedIOException if it does not answer
   */
  public Answer get(String path) {
    return send(builder(path).GET().build());
  }

  /**
   * @throws UncheckedIOException if it does not answer
   */
  public Answer post(String path, JsonNode body) {
    return send(
        builder(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(URI.create(address + path)).timeout(PLAN_TIMEOUT);
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "failover-service at " + address + " does not answer", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking failover-service", interruption);
    }
  }
}
