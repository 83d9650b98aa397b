package io.understudy.failover.reprotect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.KeyValue;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.access.MirrorRight;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The sync-service of the old primary. */
final class PeerSync {

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int WRONG_TERM = 412;
  private static final int UNAVAILABLE = 503;

  /** Title of its answer while another repair waits. */
  private static final String BUSY = "Another repair waits";

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

  /**
   * How a repair stands.
   *
   * @param counts keys by what became of them, once it is done
   */
  record Repair(String id, boolean isDone, Map<String, Long> counts) {

    private static Repair of(JsonNode body) {
      Map<String, Long> counts = new TreeMap<>();
      body.path("counts")
          .properties()
          .forEach(count -> counts.put(count.getKey(), count.getValue().asLong()));
      return new Repair(
          body.path("id").asText(), "done".equals(body.path("state").asText()), counts);
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
              MirrorRight.DEMOTE.path(),
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

  /**
   * Has surplus keys deleted, each only as it is given. The same request again is the same repair.
   *
   * @return empty while another repair waits there, or nobody answers
   * @throws StepFailedException if it refuses
   */
  Optional<Repair> repair(List<KeyValue> surplus) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode keys = body.putArray("surplus");
    surplus.forEach(
        kv -> keys.addObject().put("key", kv.key().utf8()).put("revision", kv.modRevision()));
    try {
      RestClient.Answer answer = rest.post(MirrorRight.REPAIR.path(), body, Map.of());
      if (answer.isOk()) {
        return Optional.of(Repair.of(answer.body()));
      }
      if (answer.status() == UNAVAILABLE
          || answer.status() == CONFLICT && answer.detail().startsWith(BUSY)) {
        return Optional.empty();
      }
      throw new StepFailedException(
          "the old primary's sync-service refused to delete surplus keys with status "
              + answer.status()
              + ": "
              + answer.detail());
    } catch (NotReachedException silent) {
      if (!silent.isConfigured()) {
        throw new StepFailedException(String.valueOf(silent.getMessage()), silent);
      }
      return Optional.empty();
    }
  }

  /**
   * @throws StepFailedException if it is not known any more
   */
  Optional<Repair> repairIfReached(String id) {
    try {
      RestClient.Answer answer = rest.get("/api/v1/repair/" + id);
      if (answer.status() == NOT_FOUND) {
        throw new StepFailedException(
            "the old primary's sync-service knows nothing of repair "
                + id
                + " any more, so its role has changed, or others repaired much; run the step again");
      }
      return answer.isOk() ? Optional.of(Repair.of(answer.body())) : Optional.empty();
    } catch (NotReachedException unreached) {
      return Optional.empty();
    }
  }
}
