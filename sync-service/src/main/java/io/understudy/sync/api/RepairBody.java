package io.understudy.sync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.service.api.Problems;
import io.understudy.service.api.StrictJson;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which keys are to be recopied. Read strictly: nothing is guessed. */
final class RepairBody {

  private static final String WANTED = "send {\"keys\": [\"/registry/...\", ...]}";

  private RepairBody() {}

  /**
   * @param max keys in one request
   * @return each key once, in the order given
   * @throws HttpProblem with status 400 if it is anything else, or too many
   */
  static List<String> keys(@Nullable String body, int max) {
    JsonNode read = StrictJson.object(body, Set.of("keys"), RepairBody::unwanted);
    JsonNode given = read.path("keys");
    if (!given.isArray() || given.isEmpty()) {
      throw unwanted("'keys' is missing, empty or not a list");
    }
    if (given.size() > max) {
      throw bad(
          "'keys' lists "
              + given.size()
              + " keys, understudy.repair.max-keys is "
              + max
              + "; send fewer at once, or POST /api/v1/resync to compare everything");
    }
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < given.size(); i++) {
      keys.add(key(given.get(i), i));
    }
    return new ArrayList<>(keys);
  }

  private static String key(JsonNode given, int at) {
    String key = given.isTextual() ? given.textValue() : "";
    Bytes bytes = Bytes.utf8(key);
    if (!bytes.startsWith(RegistryKeys.PREFIX) || !bytes.utf8().equals(key)) {
      throw unwanted("keys[" + at + "] is not a key below " + RegistryKeys.PREFIX.utf8());
    }
    return key;
  }

  private static HttpProblem unwanted(String detail) {
    return bad(detail + "; " + WANTED);
  }

  static HttpProblem bad(String detail) {
    return Problems.of(Status.BAD_REQUEST, "Bad request body", detail);
  }
}
