package io.understudy.sync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.api.Problems;
import io.understudy.service.api.StrictJson;
import jakarta.ws.rs.core.Response.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What comes with a change of role. Read strictly: a misspelt field must not pass for one that was
 * left away.
 *
 * @param expectedTerm the term the decision was made on; 0 for a site without one
 * @param aboveTerm of a demotion: the other side's term, 0 if it is not given
 * @param reason why, for people
 * @param force also where something is unproven or would be lost
 */
public record RoleBody(long expectedTerm, long aboveTerm, String reason, boolean force) {

  /** Each further change counts on, and beyond 2^53 - 1 many readers of JSON round. */
  static final long MAX_TERM = (1L << 53) - 2;

  static final int MAX_TEXT = 500;

  private static final Set<String> PROMOTE = Set.of("expectedTerm", "reason", "force");
  private static final Set<String> DEMOTE = Set.of("expectedTerm", "aboveTerm", "reason", "force");

  /**
   * @throws HttpProblem with status 400 if it is anything else
   */
  static RoleBody ofPromotion(@Nullable String body) {
    return of(body, PROMOTE);
  }

  /**
   * @throws HttpProblem with status 400 if it is anything else
   */
  static RoleBody ofDemotion(@Nullable String body) {
    return of(body, DEMOTE);
  }

  private static RoleBody of(@Nullable String body, Set<String> known) {
    JsonNode read = StrictJson.object(body, known, RoleBody::bad);
    if (!read.hasNonNull("expectedTerm")) {
      throw bad("expectedTerm is missing: give the term that GET /api/v1/status shows");
    }
    return new RoleBody(
        term(read, "expectedTerm"),
        read.hasNonNull("aboveTerm") ? term(read, "aboveTerm") : 0,
        reason(read.path("reason")),
        force(read.path("force")));
  }

  private static long term(JsonNode body, String name) {
    JsonNode term = body.path(name);
    boolean isWhole = term.isIntegralNumber() && term.canConvertToLong();
    if (!isWhole || term.longValue() < 0 || term.longValue() > MAX_TERM) {
      throw bad(name + " is not a whole number from 0 to " + MAX_TERM);
    }
    return term.longValue();
  }

  private static String reason(JsonNode given) {
    String reason = given.isTextual() ? given.textValue().strip() : "";
    if (reason.isEmpty() || reason.length() > MAX_TEXT) {
      throw bad(
          "reason is missing or longer than " + MAX_TEXT + " characters: say why, for people");
    }
    return reason;
  }

  private static boolean force(JsonNode given) {
    if (given.isMissingNode() || given.isNull() || given.isBoolean()) {
      return given.booleanValue();
    }
    throw bad("force is neither true nor false");
  }

  static HttpProblem bad(String detail) {
    return Problems.of(Status.BAD_REQUEST, "The request is not complete", detail);
  }
}
