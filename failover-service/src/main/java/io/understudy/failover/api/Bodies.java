package io.understudy.failover.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.failover.RunRequest;
import io.understudy.core.failover.Runbook;
import io.understudy.core.failover.Verb;
import io.understudy.service.api.Problems;
import io.understudy.service.api.StrictJson;
import jakarta.ws.rs.core.Response.Status;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is sent. What is wrong is answered 400, with the field's name and what it must be. */
final class Bodies {

  private static final int MOST_TEXT = 1000;
  private static final Set<String> OPERATION_FIELDS =
      Set.of(
          "verb",
          "planHash",
          "expectedPrimary",
          "term",
          "acceptDataLoss",
          "confirm",
          "despite",
          "forceReason",
          "comment");

  private Bodies() {}

  /** A word of an operator. */
  record Word(String step, String comment) {}

  static Verb plan(@Nullable String body) {
    return verb(StrictJson.object(body, Set.of("verb"), Bodies::bad));
  }

  /** By nobody yet. */
  static RunRequest operation(@Nullable String body) {
    JsonNode json = StrictJson.object(body, OPERATION_FIELDS, Bodies::bad);
    return new RunRequest(
        verb(json),
        required(json, "planHash"),
        required(json, "expectedPrimary"),
        number(json.path("term"), "term"),
        acceptedWatermark(json),
        optional(json, "confirm"),
        despite(json),
        optional(json, "forceReason"),
        "",
        optional(json, "comment").orElse(""));
  }

  /**
   * @param needsComment whether it must say why
   */
  static Word word(@Nullable String body, boolean needsComment) {
    if (body == null || body.isBlank()) {
      if (needsComment) {
        throw bad("'comment' is missing; say why");
      }
      return new Word("", "");
    }
    JsonNode json = StrictJson.object(body, Set.of("step", "comment"), Bodies::bad);
    String comment = optional(json, "comment").orElse("");
    if (needsComment && comment.isBlank()) {
      throw bad("'comment' is missing; say why");
    }
    return new Word(optional(json, "step").orElse(""), comment);
  }

  private static Verb verb(JsonNode json) {
    return Verb.of(required(json, "verb"))
        .orElseThrow(() -> bad("'verb' is none of " + Verb.known()));
  }

  private static Optional<Long> acceptedWatermark(JsonNode json) {
    JsonNode accepted = json.path("acceptDataLoss");
    if (accepted.isMissingNode()) {
      return Optional.empty();
    }
    if (!accepted.isObject() || accepted.size() != 1) {
      throw bad("'acceptDataLoss' must be {\"watermark\": <number>}, the one that the plan names");
    }
    return Optional.of(number(accepted.path("watermark"), "acceptDataLoss.watermark"));
  }

  private static Set<String> despite(JsonNode json) {
    JsonNode despite = json.path("despite");
    Set<String> names = new HashSet<>();
    if (!despite.isMissingNode() && (!despite.isArray() || despite.size() > Runbook.MAX_STEPS)) {
      throw bad("'despite' is not a list of at most " + Runbook.MAX_STEPS + " names of steps");
    }
    for (JsonNode name : despite) {
      names.add(text(name, "a name in 'despite'"));
    }
    return names;
  }

  private static String required(JsonNode json, String name) {
    return optional(json, name).orElseThrow(() -> bad("'" + name + "' is missing"));
  }

  private static Optional<String> optional(JsonNode json, String name) {
    JsonNode field = json.path(name);
    return field.isMissingNode() ? Optional.empty() : Optional.of(text(field, "'" + name + "'"));
  }

  private static String text(JsonNode field, String what) {
    if (!field.isTextual() || field.textValue().length() > MOST_TEXT) {
      throw bad(what + " is not a text of at most " + MOST_TEXT + " characters");
    }
    return field.textValue();
  }

  private static long number(JsonNode field, String name) {
    if (!field.isIntegralNumber() || !field.canConvertToLong() || field.longValue() < 0) {
      throw bad("'" + name + "' is missing or not a whole number from 0");
    }
    return field.longValue();
  }

  private static HttpProblem bad(String what) {
    return Problems.of(Status.BAD_REQUEST, "Bad request body", what);
  }
}
