package io.understudy.monitor.routine;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.api.Problems;
import io.understudy.service.api.StrictJson;
import jakarta.ws.rs.core.Response.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a check is wanted. Read strictly: nothing is guessed.
 *
 * @param values whether values are compared, or keys alone
 * @param full whether every value is read again
 */
record CheckBody(boolean values, boolean full) {

  private static final CheckBody USUAL = new CheckBody(true, false);

  /**
   * @param body may be absent
   * @throws HttpProblem with status 400 if it is anything but those two fields
   */
  static CheckBody read(@Nullable String body) {
    if (body == null || body.isBlank()) {
      return USUAL;
    }
    JsonNode read = StrictJson.object(body, Set.of("values", "full"), CheckBody::unwanted);
    CheckBody wanted =
        new CheckBody(flag(read, "values", USUAL.values), flag(read, "full", USUAL.full));
    if (wanted.full && !wanted.values) {
      throw unwanted("'full' reads every value, and 'values' false compares none");
    }
    return wanted;
  }

  private static boolean flag(JsonNode body, String name, boolean otherwise) {
    JsonNode flag = body.path(name);
    if (flag.isMissingNode()) {
      return otherwise;
    }
    if (!flag.isBoolean()) {
      throw unwanted("'" + name + "' is neither true nor false");
    }
    return flag.booleanValue();
  }

  private static HttpProblem unwanted(String what) {
    return Problems.of(
        Status.BAD_REQUEST,
        "Bad request body",
        what + "; send {\"values\": true|false, \"full\": true|false}, or nothing");
  }
}
