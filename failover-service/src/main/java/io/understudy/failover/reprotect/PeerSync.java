package io.understudy.failover.reprotect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import java.util.Map;
import java.util.Optional;

/** The sync-service of the old primary. */
final class PeerSync {

  private static final int CONFLICT = 409;
  private static final int WRONG_TERM = 412;

  private final RestClient rest;

  PeerSync(RestClient rest) {
    this.rest = rest;
  }

  /** Where one of its replicas stands. */
  record Status(String phase, boolean sound, long watermark) {

    boolean isSound() {
      return sound && "tail".equals(phase);
    }

    String text() {
      return "phase " + phase + (sound ? ", sound" : "") + ", watermark " + watermark;
    }
  }

  boolean isConfigured() {
    return rest.isConfigured();
  }

  Status status() throws NotReachedException {
    JsonNode body = rest.get("/api/v1/status").body();
    return new Status(
        body.path("phase").asText("unknown"),
        body.path("sound").asBoolean(),
        body.path("watermark").asLong());
  }

  Optional<Status> statusIfReached() {
    try {
      return Optional.of(status());
    } catch (NotReachedException unreached) {
      return Optional.empty();
    }
  }

  /**
   * Asks once; whether it is so now, the records tell. Repeating it is safe: a standby stays as it
   * is, and the key tells the same request.
   *
   * @param present the old primary's term
   * @param above a term that the new one has to be above
   * @throws StepFailedException if it refuses, or does not answer
   */
  void demote(StepContext context, long present, long above) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("expectedTerm", present)
            .put("aboveTerm", above)
            .put("reason", "reprotect, run " + context.run());
    RestClient.Answer answer;
    try {
      answer =
          rest.post(
              "/api/v1/demote",
              body,
              Map.of("Idempotency-Key", context.run() + "/" + context.step()));
    } catch (NotReachedException unreached) {
      throw new StepFailedException(String.valueOf(unreached.getMessage()), unreached);
    }
    if (!answer.isOk()) {
      boolean state = answer.status() == CONFLICT || answer.status() == WRONG_TERM;
      throw new StepFailedException(
          "the old primary's sync-service refused the demotion with status "
              + answer.status()
              + ": "
              + answer.detail()
              + (state ? "" : "; see understudy.peer.sync.token-file"));
    }
  }
}
