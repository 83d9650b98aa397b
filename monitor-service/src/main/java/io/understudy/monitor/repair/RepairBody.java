package io.understudy.monitor.repair;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.api.Problems;
import io.understudy.service.api.StrictJson;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a check is to be repaired. Read strictly: nothing is guessed.
 *
 * @param confirm digest of the surplus keys that are to be deleted; empty if none are
 */
record RepairBody(Optional<String> confirm) {

  /**
   * @param body may be absent
   * @throws HttpProblem with status 400 if it is anything but those two fields
   */
  static RepairBody read(@Nullable String body) {
    if (body == null || body.isBlank()) {
      return new RepairBody(Optional.empty());
    }
    JsonNode read = StrictJson.object(body, Set.of("surplus", "confirm"), RepairBody::unwanted);
    JsonNode surplus = read.path("surplus");
    JsonNode confirm = read.path("confirm");
    if (surplus.isMissingNode() && confirm.isMissingNode()) {
      return new RepairBody(Optional.empty());
    }
    if (!surplus.isTextual() || !surplus.textValue().equals("delete")) {
      throw unwanted("'surplus' is missing or not \"delete\"");
    }
    if (!confirm.isTextual() || confirm.textValue().isBlank()) {
      throw unwanted("'confirm' is missing or not a text");
    }
    return new RepairBody(Optional.of(confirm.textValue()));
  }

  private static HttpProblem unwanted(String what) {
    return Problems.of(
        Status.BAD_REQUEST,
        "Bad request body",
        what
            + "; send {\"surplus\": \"delete\", \"confirm\": \"<surplusDigest of the check>\"} to"
            + " delete surplus keys too, or nothing");
  }
}
