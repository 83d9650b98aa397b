package io.understudy.sync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.api.Problems;
import io.understudy.service.api.StrictJson;
import jakarta.ws.rs.core.Response.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may come with a request for a full difference: nothing, or how many keys of others a first
 * copy may overwrite. Read strictly: a misspelt field must not pass for no acceptance at all.
 */
final class ResyncBody {

  private static final String WANTED = "send no body, or {\"accept\": <count>}";

  private ResyncBody() {}

  /**
   * @return the accepted count, 0 without a body
   * @throws HttpProblem with status 400 if it is anything else
   */
  static long accept(@Nullable String body) {
    if (body == null || body.isBlank()) {
      return 0;
    }
    JsonNode read = StrictJson.object(body, Set.of("accept"), ResyncBody::bad);
    JsonNode accept = read.path("accept");
    if (!accept.isIntegralNumber() || !accept.canConvertToLong() || accept.longValue() < 0) {
      throw bad("'accept' is missing or not a whole number from 0");
    }
    return accept.longValue();
  }

  private static HttpProblem bad(String detail) {
    return Problems.of(Status.BAD_REQUEST, "Bad request body", detail + "; " + WANTED);
  }
}
