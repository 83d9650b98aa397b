package io.understudy.service.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body that has to be one JSON object. Strictly: nothing twice, nothing after it, and no
 * field that is not known, as a misspelt one must not pass for one that was left away.
 */
public final class StrictJson {

  /** Longer names are not repeated: problems come into logs. */
  private static final int MOST_NAME = 100;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /**
   * @param known the fields that it may have
   * @param bad makes the problem of what is wrong, which never repeats a value
   * @return the object, of whose fields only the names have been looked at
   * @throws HttpProblem as made by {@code bad}
   */
  public static JsonNode object(
      @Nullable String body, Set<String> known, Function<String, HttpProblem> bad) {
    JsonNode read = read(body == null ? "" : body, bad);
    for (String field : (Iterable<String>) read::fieldNames) {
      if (!known.contains(field)) {
        throw bad.apply(named(field) + " is unknown here");
      }
    }
    return read;
  }

  private static String named(String field) {
    return field.length() > MOST_NAME
        ? "a field with a name of " + field.length() + " characters"
        : "field '" + field + "'";
  }

  private static JsonNode read(String body, Function<String, HttpProblem> bad) {
    try {
      JsonNode read = JSON.readTree(body);
      if (read.isObject()) {
        return read;
      }
    } catch (JsonProcessingException malformed) {
      throw bad.apply("the body is not JSON");
    }
    throw bad.apply("the body is missing or not a JSON object");
  }
}
