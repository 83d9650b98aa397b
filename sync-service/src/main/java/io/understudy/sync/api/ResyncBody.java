package io.understudy.sync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;
import org.jspecify.annotations.Nullable;

/**
 * What may come with a request for a full difference: nothing, or how many keys of others a first
 * copy may overwrite. Read strictly: a misspelt field must not pass for no acceptance at all.
 */
final class ResyncBody {

  private static final String WANTED = "send no body, or {\"accept\": <count>}";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ResyncBody() {}

  /**
   * @return the accepted count, 0 without a body
   * @throws HttpProblem with status 400 if it is anything else
   */
  static long accept(@Nullable String body) {
    if (body == null || body.isBlank()) {
      return 0;
    }
    JsonNode read = read(body);
    for (String field : (Iterable<String>) read::fieldNames) {
      if (!field.equals("accept")) {
        throw bad("field '" + field + "' is unknown; " + WANTED);
      }
    }
    JsonNode accept = read.path("accept");
    if (!accept.isIntegralNumber() || !accept.canConvertToLong() || accept.longValue() < 0) {
      throw bad("'accept' is missing or not a whole number from 0; " + WANTED);
    }
    return accept.longValue();
  }

  private static JsonNode read(String body) {
    try {
      JsonNode read = JSON.readTree(body);
      if (read.isObject()) {
        return read;
      }
    } catch (JsonProcessingException malformed) {
      throw bad("the body is not JSON; " + WANTED);
    }
    throw bad("the body is not a JSON object; " + WANTED);
  }

  private static HttpProblem bad(String detail) {
    return Problems.of(Status.BAD_REQUEST, "Bad request body", detail);
  }
}
