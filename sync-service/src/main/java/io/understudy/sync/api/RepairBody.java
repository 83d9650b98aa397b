package io.understudy.sync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKeys;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which keys are to be recopied. Read strictly: nothing is guessed. */
final class RepairBody {

  private static final String WANTED = "send {\"keys\": [\"/registry/...\", ...]}";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RepairBody() {}

  /**
   * @param max keys in one request
   * @return each key once, in the order given
   * @throws HttpProblem with status 400 if it is anything else, or too many
   */
  static List<String> keys(@Nullable String body, int max) {
    JsonNode read = read(body == null ? "" : body);
    for (String field : (Iterable<String>) read::fieldNames) {
      if (!field.equals("keys")) {
        throw bad("field '" + field + "' is unknown; " + WANTED);
      }
    }
    JsonNode given = read.path("keys");
    if (!given.isArray() || given.isEmpty()) {
      throw bad("'keys' is missing, empty or not a list; " + WANTED);
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
      throw bad(
          "keys[" + at + "] is not a key below " + RegistryKeys.PREFIX.utf8() + "; " + WANTED);
    }
    return key;
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
    throw bad("the body is missing or not a JSON object; " + WANTED);
  }

  static HttpProblem bad(String detail) {
    return Problems.of(Status.BAD_REQUEST, "Bad request body", detail);
  }
}
