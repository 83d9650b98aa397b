package io.understudy.sync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.control.RepairRequest.Surplus;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.service.api.Problems;
import io.understudy.service.api.StrictJson;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are to be recopied, and which deleted. Read strictly: nothing is guessed.
 *
 * @param keys each once, in the order given
 * @param surplus each key once, in the order given, and none of {@code keys}
 */
record RepairBody(List<String> keys, List<Surplus> surplus) {

  private static final String WANTED =
      "send {\"keys\": [\"/registry/...\", ...], \"surplus\": [{\"key\": \"/registry/...\","
          + " \"revision\": <of its last put on the target>}, ...]}, or one of the two";

  /**
   * @param max keys in one request, of both kinds together
   * @throws HttpProblem with status 400 if it is anything else, or too many
   */
  static RepairBody read(@Nullable String body, int max) {
    JsonNode read = StrictJson.object(body, Set.of("keys", "surplus"), RepairBody::unwanted);
    JsonNode keys = list(read, "keys", read.has("surplus"));
    JsonNode surplus = list(read, "surplus", true);
    int given = keys.size() + surplus.size();
    if (given > max) {
      throw bad(
          "the body lists "
              + given
              + " keys, understudy.repair.max-keys is "
              + max
              + "; send fewer at once, or POST /api/v1/resync to compare everything");
    }
    Set<String> recopied = keys(keys);
    return new RepairBody(new ArrayList<>(recopied), surplus(surplus, recopied));
  }

  private static JsonNode list(JsonNode body, String name, boolean mayBeAbsent) {
    JsonNode list = body.path(name);
    if (list.isMissingNode() && mayBeAbsent) {
      return list;
    }
    if (!list.isArray() || list.isEmpty()) {
      throw unwanted("'" + name + "' is missing, empty or not a list");
    }
    return list;
  }

  private static Set<String> keys(JsonNode given) {
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < given.size(); i++) {
      keys.add(key(given.get(i), "keys[" + i + "]"));
    }
    return keys;
  }

  private static List<Surplus> surplus(JsonNode given, Set<String> recopied) {
    Map<String, Surplus> surplus = new LinkedHashMap<>();
    for (int i = 0; i < given.size(); i++) {
      String at = "surplus[" + i + "]";
      Surplus each = surplus(given.get(i), at);
      Surplus before = surplus.putIfAbsent(each.key(), each);
      if (before != null && !before.equals(each)) {
        throw unwanted(at + " names a key again, at another revision");
      }
      if (recopied.contains(each.key())) {
        throw unwanted(at + " names a key that 'keys' asks to be recopied");
      }
    }
    return new ArrayList<>(surplus.values());
  }

  private static Surplus surplus(JsonNode given, String at) {
    if (!given.isObject() || given.size() != 2 || !given.has("key") || !given.has("revision")) {
      throw unwanted(at + " is not an object of 'key' and 'revision'");
    }
    JsonNode revision = given.get("revision");
    if (!revision.isIntegralNumber() || !revision.canConvertToLong() || revision.longValue() < 1) {
      throw unwanted(at + ": 'revision' is not a whole number from 1");
    }
    return new Surplus(key(given.get("key"), at + ": 'key'"), revision.longValue());
  }

  private static String key(JsonNode given, String at) {
    String key = given.isTextual() ? given.textValue() : "";
    Bytes bytes = Bytes.utf8(key);
    if (!bytes.startsWith(RegistryKeys.PREFIX) || !bytes.utf8().equals(key)) {
      throw unwanted(at + " is not a key below " + RegistryKeys.PREFIX.utf8());
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
